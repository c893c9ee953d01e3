//! A small disk of its own: memory mounted as a file system in a name space of this user, which needs no rights on most
//! systems and is gone with the process that holds it.

use super::tools::skipped;
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub struct SmallDisk {
    holder: Child,
    _place: TempDir,
    /// Where it is seen from here.
    pub path: PathBuf,
    /// Where it is seen by a program that is started [`through`](Self::through).
    pub inside: PathBuf,
}

impl SmallDisk {
    /// A disk of so many mebibytes; `None`, with a word about it, where the system does not let us.
    pub fn mount(mebibytes: u32) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let inside = place.path().display().to_string();
        let script = format!("mount -t tmpfs -o size={mebibytes}m none '{inside}' && echo mounted && exec sleep 3600");
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", &script]).stdin(Stdio::null()).stdout(Stdio::piped());
        let Ok(mut holder) = command.spawn() else {
            skipped("no `unshare` to mount a small disk with");
            return None;
        };
        let mut said = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let path = PathBuf::from(format!("/proc/{}/root{inside}", holder.id()));
        let disk = Self { holder, _place: place, path, inside: inside.into() };
        if said.trim() == "mounted" && std::fs::read_dir(&disk.path).is_ok() {
            return Some(disk);
        }
        skipped("this system does not let a user mount a small disk");
        None
    }

    /// The command that starts a program where the disk is mounted. (The path from here leads through a link that
    /// databases follow to another place.)
    pub fn through(&self) -> Vec<String> {
        let holder = self.holder.id().to_string();
        ["nsenter", "--target", &holder, "--user", "--mount", "--preserve-credentials"].map(str::to_owned).to_vec()
    }

    /// How many bytes are free.
    pub fn free(&self) -> u64 {
        let mut command = Command::new("nsenter");
        command.args(&self.through()[1..]).args(["df", "-B1", "--output=avail"]).arg(&self.inside);
        let said = command.output().unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        text.lines().nth(1).unwrap().trim().parse().unwrap()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
