//! Finding a cargo that can build for `wasm32-unknown-unknown`.

use super::BuildError;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of guests.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How to call cargo for a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolchain {
    pub cargo: PathBuf,
    pub rustc: PathBuf,
    /// As `rustc -V` says it.
    pub version: String,
    /// Where the standard library lies.
    pub sysroot: PathBuf,
    /// Needed if the compiler ships without one for this target.
    pub linker: Option<PathBuf>,
}

impl Toolchain {
    /// The compiler in `PATH` if it has the target, else Debian's as `sdk/toolchain/setup.sh` makes it.
    pub fn find() -> Result<Self, BuildError> {
        let found = [("rustc", "cargo"), ("/usr/bin/rustc", "/usr/bin/cargo")];
        found.into_iter().find_map(|(rustc, cargo)| Self::at(rustc, cargo)).ok_or(BuildError::NoToolchain)
    }

    fn at(rustc: &str, cargo: &str) -> Option<Self> {
        let version = say(rustc, &["-V"])?;
        let sysroot = PathBuf::from(say(rustc, &["--print", "sysroot"])?);
        let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
        let has_std = libraries.read_dir().ok()?.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        });
        if !has_std {
            return None;
        }
        // The stamp of setup.sh: a standard library of another compiler is of no use.
        let stamp = sysroot.join("lib/rustlib").join(TARGET).join("drehscheibe-stamp");
        if let Ok(stamp) = std::fs::read_to_string(&stamp)
            && !stamp.starts_with(&version)
        {
            return None;
        }
        let linker = if has_own_linker(&sysroot) { None } else { find_linker() };
        Some(Self { cargo: cargo.into(), rustc: rustc.into(), version, sysroot, linker })
    }

    /// Cargo, told which compiler and linker to use. Its rustup proxy, if it is one, is left alone.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.env("RUSTC", &self.rustc);
        for inherited in ["CARGO", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR", "RUSTFLAGS", "RUSTDOC", "RUSTC_WRAPPER"] {
            command.env_remove(inherited);
        }
        if let Some(linker) = &self.linker {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }
}

fn say(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn has_own_linker(sysroot: &Path) -> bool {
    let Ok(hosts) = sysroot.join("lib/rustlib").read_dir() else { return false };
    hosts.flatten().any(|host| host.path().join("bin/rust-lld").is_file())
}

/// `rust-lld` of any rustup toolchain, else Debian's newest `wasm-ld`.
fn find_linker() -> Option<PathBuf> {
    let rustup = std::env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".rustup")))?;
    let mut toolchains: Vec<_> = rustup.join("toolchains").read_dir().into_iter().flatten().flatten().collect();
    toolchains.sort_by_key(|toolchain| {
        let name = toolchain.file_name();
        (!name.to_string_lossy().starts_with("stable"), name)
    });
    let of_rustup = toolchains.iter().find_map(|toolchain| {
        let hosts = toolchain.path().join("lib/rustlib").read_dir().ok()?;
        hosts.flatten().map(|host| host.path().join("bin/rust-lld")).find(|linker| linker.is_file())
    });
    of_rustup.or_else(|| {
        let programs = Path::new("/usr/bin").read_dir().ok()?;
        let mut linkers: Vec<_> = programs
            .flatten()
            .filter(|program| program.file_name().to_string_lossy().starts_with("wasm-ld"))
            .map(|program| program.path())
            .collect();
        linkers.sort();
        linkers.pop()
    })
}
