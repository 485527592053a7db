//! Who may sign in at the portal of the demo: one person for each role.

use super::stage::Stage;
use crate::commands::output::{DIM, Failure, HEAD};

/// Name, role, whom they speak for, and more words of `drehscheibe account create`.
const PEOPLE: [(&str, &str, &str, &[&str]); 6] = [
    ("kim", "Kommune", "Markkleeberg", &["--tenant", "147290260260"]),
    ("otto", "Betreiber", "the hub", &[]),
    ("paula", "Prüfstelle", super::people::CERTIFIER, &["--organisation", super::people::CERTIFIER]),
    ("henri", "Hersteller", "demo", &["--organisation", super::people::NAMESPACE]),
    ("vera", "Verfahrensbetreuer", "the catalogue of procedures", &[]),
    ("rosa", "Revision", "all journals", &[]),
];

/// Makes the accounts and shows how to sign in. Their passwords are made anew at each demo.
pub fn invite(stage: &Stage, hub: &str) -> Result<(), Failure> {
    anstream::println!("\n{HEAD}The portal{HEAD:#}  {hub}/portal\n");
    for (name, role, of, more) in PEOPLE {
        let words = [&["account", "create", name, "--role", role], more].concat();
        let password = stage.done(&words, &[], &format!("account create {name} --role {role}"))?;
        anstream::println!("     {name:<6} {password}   {DIM}{role}, {of}{DIM:#}");
    }
    Ok(())
}
