//! Copies of the data, made while people work.

use crate::StoreError;
use sqlx::AnyConnection;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Writes a consistent copy of a SQLite file to `target`, over one that may be there. Readers and the writer go on
/// meanwhile; `target` is whole or not there, readable by its owner only, and on the disk when this answers.
pub(crate) async fn replace_with_copy(connection: &mut AnyConnection, target: &Path) -> Result<(), StoreError> {
    let wrong = |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", target.display()));
    let partial = partial(target);
    let path = partial.to_str().ok_or_else(|| wrong(std::io::Error::other("the path is not UTF-8")))?.to_owned();
    // SQLite writes into an empty file, so the mode can be right from the first byte.
    OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&partial).map_err(wrong)?;
    let copied = sqlx::query("VACUUM INTO $1").bind(path).execute(connection).await;
    if let Err(error) = copied {
        let _ = std::fs::remove_file(&partial);
        return Err(error.into());
    }
    put_in_place(&partial, target).map_err(wrong)
}

/// The name of a copy that is not whole yet.
pub(crate) fn partial(target: &Path) -> PathBuf {
    crate::db::beside(target, ".partial")
}

/// Gives a finished copy its name, so that neither a crash nor a power cut leaves half of it under that name.
pub(crate) fn put_in_place(partial: &Path, target: &Path) -> std::io::Result<()> {
    File::open(partial)?.sync_all()?;
    std::fs::rename(partial, target)?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
