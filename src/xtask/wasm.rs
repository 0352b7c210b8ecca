//! From Rust to `app.wasm`, the modules that come later, and `app.js`: cargo, the splitter and
//! wasm-bindgen as libraries, wasm-opt.
//!
//! A function of the app marked `wasm_split(name)` and all that only it needs becomes `name.wasm`,
//! fetched when it is first called.
//!
//! It does not name or compress files; `site` does.
//!
//! > "The optimised module is made from the module cargo made, and kept until that changes."

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::tools::{self, WASM_TARGET};

/// The version of wasm-bindgen this program generates glue for; the page must use the same.
const BINDGEN: &str = "0.2.130";

/// What the browser loads.
pub(crate) struct Module {
    pub(crate) js: Vec<u8>,
    pub(crate) wasm: Vec<u8>,
    /// The modules that come later, by the name of their file.
    pub(crate) parts: Vec<(String, Vec<u8>)>,
    /// Why `wasm-opt` was left out, as a sentence, if it was.
    pub(crate) not_optimised: Option<String>,
}

/// Compiles the app and makes it loadable.
pub(crate) fn build(project: &Project) -> Result<Module> {
    tools::install_wasm_target(project)?;
    check_bindgen_version(project)?;
    tools::run(
        project,
        &mut project.cargo([
            "build",
            "--package=app",
            "--lib",
            "--profile=web",
            "--target",
            WASM_TARGET,
        ]),
        "the app does not compile; the errors are above",
    )?;
    let compiled = project.target.join(WASM_TARGET).join("web/app.wasm");
    let bytes = std::fs::read(&compiled)
        .with_context(|| format!("cargo left no module at {}", compiled.display()))?;
    let optimiser = tools::install_npm_packages(project);
    let wasm_opt = match &optimiser {
        Ok(()) => Some(tools::wasm_opt(project)),
        Err(_) => None,
    };
    let variant = if wasm_opt.is_some() { OPTIMISE.concat() } else { "as compiled".to_owned() };
    let key = crate::site::hash(&[&bytes, BINDGEN.as_bytes(), variant.as_bytes()]);
    let directory = project.kept().join("module").join(&key);
    if !directory.join("app.js").is_file() {
        make(&directory, &bytes, wasm_opt)?;
    }
    let read = |name: &str| {
        std::fs::read(directory.join(name)).with_context(|| format!("{name} cannot be read back"))
    };
    let mut parts = Vec::new();
    for path in crate::site::files_below(&directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if let Some(name) = name.filter(|name| name.ends_with(".wasm") && name != "app.wasm") {
            parts.push((name.clone(), read(&name)?));
        }
    }
    parts.sort();
    Ok(Module {
        js: read("app.js")?,
        wasm: read("app.wasm")?,
        parts,
        not_optimised: optimiser.err().map(|reason| format!("{reason:#}")),
    })
}

/// Splits the module, generates the glue and optimises; `app.js` is moved in last and means "complete".
fn make(directory: &Path, compiled: &[u8], wasm_opt: Option<PathBuf>) -> Result<()> {
    let work = directory.with_extension("tmp");
    if work.exists() {
        std::fs::remove_dir_all(&work)?;
    }
    let raw = work.join("raw");
    std::fs::create_dir_all(&raw)
        .with_context(|| format!("{} cannot be created", raw.display()))?;
    let main = raw.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(compiled);
    options.output_dir = &raw;
    options.main_out_path = &main;
    options.main_module = "./app.js";
    options.link_name = LINKS;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the compiled app could not be split: {error:#}"))?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&main).out_name("app").typescript(false);
    bindgen.omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true).keep_lld_exports(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&raw))
        .context("wasm-bindgen could not read the compiled app")?;
    if raw.join("snippets").exists() {
        bail!(
            "the app brings inline JavaScript (a `snippets` directory), which the site does not \
             carry; call the browser through web-sys instead"
        );
    }
    let mut modules = vec![(raw.join("app_bg.wasm"), "app.wasm".to_owned())];
    for path in split.split_modules {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
        let name = format!("{}.wasm", stem.strip_prefix("split_").unwrap_or(&stem));
        modules.push((path, name));
    }
    for (generated, name) in &modules {
        match &wasm_opt {
            Some(wasm_opt) => optimise(wasm_opt, generated, &work.join(name))?,
            None => std::fs::rename(generated, work.join(name))?,
        }
    }
    let glue = std::fs::read_to_string(raw.join("app.js"))?;
    let links = std::fs::read_to_string(raw.join(LINKS))?;
    std::fs::remove_dir_all(&raw)?;
    std::fs::write(work.join("app.js"), without_comments(&join_links(&glue, &links)?))?;
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    std::fs::rename(&work, directory)
        .with_context(|| format!("{} cannot be created", directory.display()))
}

/// The script of the splitter that loads the later modules.
const LINKS: &str = "./links.js";

/// Puts the loading of the later modules into the glue: two files that import each other could not
/// both carry the hash of the other's name. What they fetch becomes `{{name.wasm}}`.
fn join_links(glue: &str, links: &str) -> Result<String> {
    let expect = |found: Option<usize>, what: &str| {
        found.with_context(|| format!("the splitter or wasm-bindgen changed: expected {what}"))
    };
    let import = format!(" from \"{LINKS}\"");
    let at = expect(glue.find(&import), "the glue to import the links")?;
    let start = expect(glue[..at].rfind("import * as "), "an import of everything")?;
    let name = &glue[start + "import * as ".len()..at];
    let mut names = Vec::new();
    let mut body = String::new();
    for line in links.lines() {
        if line.starts_with("import ") {
            continue;
        }
        let mut line = line.to_owned();
        if let Some(rest) = line.strip_prefix("export const ") {
            names.push(rest.split(' ').next().unwrap_or_default().to_owned());
            line = format!("const {rest}");
        }
        if let Some(from) = line.find("new URL(\"./split_") {
            let end = expect(line.find(", import.meta.url)"), "a module's address")?;
            let file = line[from + "new URL(\"./split_".len()..end].trim_end_matches('"');
            line = format!(
                "{}'{{{{{file}}}}}'{}",
                &line[..from],
                &line[end + ", import.meta.url)".len()..]
            );
        }
        body.push_str(&line);
        body.push('\n');
    }
    if names.is_empty() {
        bail!("the splitter changed: expected at least one module that comes later");
    }
    let rest = &glue[at + import.len()..];
    let rest = rest.strip_prefix(';').unwrap_or(rest);
    Ok(format!(
        "{}const {name} = (() => {{\n{body}return {{ {} }};\n}})();{rest}",
        &glue[..start],
        names.join(", ")
    ))
}

/// The generated glue without its comments and indentation: a seventh of its transferred size.
///
/// Only for this glue, where no text spans lines and no expression continues with `*` or `//`.
fn without_comments(js: &str) -> String {
    let mut short = String::with_capacity(js.len());
    let mut in_comment = false;
    for line in js.lines().map(str::trim_start) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.starts_with("//") && !line.is_empty() {
            short.push_str(line);
            short.push('\n');
        }
        in_comment &= !line.contains("*/");
    }
    short
}

/// What `wasm-opt` is told.
///
/// No feature is named: naming features gives a module that dies at start.
/// The passes left out make the module smaller and its transfer larger, because they make functions
/// that are almost alike less alike; measured together they cost eleven per cent.
const OPTIMISE: [&str; 8] = [
    "-Oz",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=code-folding",
    "--skip-pass=local-cse",
    "--skip-pass=code-pushing",
    "--skip-pass=rse",
    "--merge-similar-functions",
    "--duplicate-function-elimination",
];

fn optimise(wasm_opt: &Path, from: &Path, to: &Path) -> Result<()> {
    let started = Instant::now();
    let output = Command::new("node")
        .arg(wasm_opt)
        .args(OPTIMISE)
        .arg(from)
        .arg("-o")
        .arg(to)
        .stdin(Stdio::null())
        .output()
        .context("`node` could not be started")?;
    if !output.status.success() {
        bail!(
            "wasm-opt refused the module: {}",
            String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("no reason given")
        );
    }
    println!("  wasm-opt took {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The glue only fits the exact version of wasm-bindgen in the lock file.
fn check_bindgen_version(project: &Project) -> Result<()> {
    let lock = std::fs::read_to_string(project.root.join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    match locked_version(&lock, "wasm-bindgen") {
        Some(BINDGEN) => Ok(()),
        Some(other) => bail!(
            "Cargo.lock has wasm-bindgen {other} and the automation generates glue for {BINDGEN}; \
             pin both to the same version in Cargo.toml"
        ),
        None => bail!("Cargo.lock has no wasm-bindgen; the app cannot run in a browser"),
    }
}

/// The version of a package in a lock file.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm-bindgen-macro"), None);
    }

    #[test]
    fn the_links_move_into_the_glue() {
        let glue =
            "import * as import1 from \"./links.js\"\nlet x = { \"./links.js\": import1 };\n";
        let links = "import { initSync } from \"./app.js\";\n\
                     export const load_a = wrap(() => fetch(new URL(\"./split_a.wasm\", import.meta.url)));\n";
        let joined = join_links(glue, links).unwrap();
        assert_eq!(
            joined,
            "const import1 = (() => {\nconst load_a = wrap(() => fetch('{{a.wasm}}'));\n\
             return { load_a };\n})();\nlet x = { \"./links.js\": import1 };\n"
        );
        assert!(join_links("let x;", links).is_err());
        assert!(join_links(glue, "").is_err());
    }

    #[test]
    fn comments_leave_the_glue_and_code_stays() {
        let check = |js: &str, expected: &str| assert_eq!(without_comments(js), expected, "{js}");
        check(
            "/**\n * @returns {x}\n */\nfunction a() {\n    b();\n}",
            "function a() {\nb();\n}\n",
        );
        check("/* one line */\na(); // kept", "a(); // kept\n");
        check("// gone\n\nb('/* text */');\nc()", "b('/* text */');\nc()\n");
    }
}
