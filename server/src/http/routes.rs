//! Every route there is. A page or an action that is not named here does not exist.
//!
//! To add one: write its handler in its place's folder of `assay_app`, declare it there with who may use it
//! ([`assay_app::access`]), and take the new line of `assay serve --print-routes` into `server/routes.csv`, the reviewed
//! table. A test fails while the two differ, and walks the new route as every role.

use super::assets;
use assay_app::access::{ANYONE, Declared, Routes};

/// The head of the table, one word a column.
const HEAD: &str = "method,path,people,changes,object";

/// All pages and actions.
pub fn pages() -> Routes {
    Routes::new()
        .get("/", ANYONE, assay_app::home::show)
        .merge(assay_app::account::routes())
        .merge(assay_app::annotate::routes())
        .merge(assay_app::review::routes())
        .merge(assay_app::manage::routes())
        .merge(assay_app::board::routes())
}

/// What is answered without looking at the session: files and the sign of life.
pub fn outside() -> Routes {
    Routes::new().get("/assets/{name}", ANYONE, assets::serve).get("/healthz", ANYONE, healthy)
}

/// `GET /healthz`: the process answers.
async fn healthy() -> &'static str {
    "ok\n"
}

/// The whole table as CSV, ordered by path and method.
pub fn table() -> String {
    let (pages, outside) = (pages(), outside());
    let mut lines: Vec<String> = pages.table().iter().chain(outside.table()).map(line).collect();
    lines.sort_by(|a, b| key(a).cmp(&key(b)));
    format!("{HEAD}\n{}\n", lines.join("\n"))
}

fn key(line: &str) -> (&str, &str) {
    let mut fields = line.split(',');
    let method = fields.next().unwrap_or_default();
    (fields.next().unwrap_or_default(), method)
}

fn line(route: &Declared) -> String {
    let object = route.access.object.unwrap_or_default();
    format!("{},{},{},{},{object}", route.method, route.path, route.access.people(), route.changes.as_str())
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn acl_1_every_route_stands_in_the_reviewed_table() {
        let reviewed = include_str!("../../routes.csv");
        let declared = table();
        let missing: Vec<_> = declared.lines().filter(|line| !reviewed.lines().any(|other| other == *line)).collect();
        let gone: Vec<_> = reviewed.lines().filter(|line| !declared.lines().any(|other| other == *line)).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "review these routes and run `assay serve --print-routes >server/routes.csv`; new: {missing:?}, gone: {gone:?}"
        );
    }
}
