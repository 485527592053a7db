//! What came of a build.

use drehscheibe_model::call::World;
use drehscheibe_model::content::Digest;
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;

/// What came of a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuildReport {
    pub name: String,
    pub version: String,
    /// The component.
    pub path: PathBuf,
    /// Software bill of materials (CycloneDX), beside it.
    pub sbom: PathBuf,
    pub digest: Digest,
    /// Size of the component in bytes.
    pub size: u64,
    /// Version of `drehscheibe:rule`.
    pub wit_version: String,
    pub worlds: Vec<World>,
    /// All imported interfaces.
    pub imports: Vec<String>,
    /// Those that must be granted.
    pub capabilities: Vec<String>,
    /// The compiler, as it names itself.
    pub compiler: String,
    /// What is not wrong but worth a look.
    pub remarks: Vec<String>,
}

impl fmt::Display for BuildReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worlds: Vec<_> = self.worlds.iter().map(|world| format!("{world:?}").to_lowercase()).collect();
        let capabilities = if self.capabilities.is_empty() { "none".to_owned() } else { self.capabilities.join(", ") };
        writeln!(f, "{} {}", self.name, self.version)?;
        writeln!(f, "  component     {} ({} KiB)", self.path.display(), self.size.div_ceil(1024))?;
        writeln!(f, "  SBOM          {}", self.sbom.display())?;
        writeln!(f, "  digest        {}", self.digest)?;
        writeln!(f, "  worlds        {} of drehscheibe:rule@{}", worlds.join(", "), self.wit_version)?;
        writeln!(f, "  imports       {}", self.imports.join(", "))?;
        writeln!(f, "  capabilities  {capabilities}")?;
        write!(f, "  compiler      {}", self.compiler)?;
        for remark in &self.remarks {
            write!(f, "\n  remark        {remark}")?;
        }
        Ok(())
    }
}
