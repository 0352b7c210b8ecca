//! The page: a client-side-rendered Leptos app.
