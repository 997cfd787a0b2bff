//! What a running server does by itself: backups on a schedule, sessions that have ended, the audit head in the log.

use crate::settings::Settings;
use assay_workflow::Assay;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often ended sessions go and the head of the audit chain is written to the log, where it is out of reach of whoever
/// changes the database.
const HOUR: Duration = Duration::from_secs(3_600);
/// What scheduled backups are called: `assay-`, seconds since 1970, this.
const ENDING: &str = ".backup";

/// Runs until the server stops.
pub async fn keep(assay: Assay, settings: Settings) {
    let (hourly, backups) = (hourly(assay.clone()), back_up(assay, settings));
    tokio::join!(hourly, backups);
}

async fn hourly(assay: Assay) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        match assay.audit_head().await {
            Ok((entries, hash)) => tracing::info!(entries, hash, "the audit log's head"),
            Err(error) => tracing::warn!(%error, "the audit log's head could not be read"),
        }
        if let Err(error) = assay.forget_ended_sessions().await {
            tracing::warn!(%error, "ended sessions were not removed");
        }
    }
}

async fn back_up(assay: Assay, settings: Settings) {
    let Some(folder) = settings.backup_dir else { return };
    let mut due = tokio::time::interval(Duration::from_secs(u64::from(settings.backup_every) * 60));
    due.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        match back_up_once(&assay, &folder, settings.backup_keep as usize).await {
            Ok(copy) => tracing::info!(copy = %copy.display(), "a backup was made"),
            Err(error) => tracing::error!(%error, "a backup FAILED; the next is tried at its time"),
        }
    }
}

async fn back_up_once(
    assay: &Assay,
    folder: &Path,
    keep: usize,
) -> Result<PathBuf, Box<dyn std::error::Error + Send + Sync>> {
    std::fs::create_dir_all(folder)?;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let copy = folder.join(format!("assay-{seconds}{ENDING}"));
    assay.back_up(&copy).await?;
    for old in too_old(folder, keep)? {
        std::fs::remove_file(old)?;
    }
    Ok(copy)
}

/// The scheduled backups beyond the newest few. Whatever else lies in the folder is not touched.
fn too_old(folder: &Path, keep: usize) -> std::io::Result<Vec<PathBuf>> {
    let mut known: Vec<(u64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let seconds = name.and_then(|name| name.strip_prefix("assay-")?.strip_suffix(ENDING)?.parse().ok());
        known.extend(seconds.map(|seconds| (seconds, path)));
    }
    known.sort_unstable_by_key(|(seconds, _)| std::cmp::Reverse(*seconds));
    Ok(known.into_iter().skip(keep).map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    use super::too_old;

    #[test]
    fn only_scheduled_backups_beyond_the_newest_few_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["assay-100.backup", "assay-20.backup", "assay-3.backup", "assay-old.backup", "notes.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let old: Vec<_> =
            too_old(folder.path(), 1).unwrap().iter().map(|path| path.file_name().unwrap().to_owned()).collect();
        assert_eq!(old, ["assay-20.backup", "assay-3.backup"]);
        assert!(too_old(folder.path(), 3).unwrap().is_empty());
    }
}
