//! The rules: catalogue model, conditions, checklist, form checks, dossier. No I/O, clock, randomness or async.
