//! The routes, read from the source.

use std::collections::BTreeSet;
use std::path::Path;

/// The routes of `web/routes.rs`, as "GET /path".
pub fn routes() -> BTreeSet<String> {
    let source = include_str!("../../../src/web/routes.rs").replace(".route(", ".service(");
    source.split(".service(").skip(1).flat_map(routes_of).collect()
}

/// The routes that one call makes: `resource("/path").get(...).post(...)` or `"/path", get().to(...)`.
fn routes_of(call: &str) -> Vec<String> {
    let mut parts = call.splitn(3, '"').skip(1);
    let (path, handlers) = (parts.next().unwrap(), parts.next().unwrap().replace("().to(", "("));
    // What is called, rather than named, is a method; "to" alone takes them all.
    let methods = ["get", "post", "put", "patch", "delete", "head", "trace", "connect", "method", "to", "route"];
    let is_called =
        |method: &&str| handlers.contains(&format!(".{method}(")) || handlers.contains(&format!(", {method}("));
    let routes: Vec<_> =
        methods.into_iter().filter(is_called).map(|method| format!("{} {path}", method.to_uppercase())).collect();
    assert!(!routes.is_empty(), "how is {path} asked for?");
    routes
}

/// The source files under `folder` that make routes.
fn files_with_routes(folder: &Path) -> Vec<String> {
    let ways = ["resource(\"", ".route(", "#[get(", "#[post(", "#[put(", "#[patch(", "#[delete(", "#[route("];
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with_routes(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            found.extend(ways.iter().any(|way| source.contains(way)).then(|| path.display().to_string()));
        }
    }
    found
}

#[test]
fn all_routes_are_on_one_screen() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert_eq!(files_with_routes(&source), [source.join("web/routes.rs").display().to_string()]);
}
