//! `drehscheibe demo`: the main job, on a real hub, told on the terminal.

mod accounts;
mod acts;
pub mod client;
mod hub;
mod people;
pub mod show;
mod stage;
mod story;
pub mod surroundings;
mod variant;

use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, Outcome};
use client::Client;
use people::{Keys, People};
use stage::Stage;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use surroundings::{Mailbox, WebService};

/// Builds the stock plugins with the vendor's own command (of sources, and of XML Schema, Schematron and XSLT
/// as they are; that needs the engines: `drehscheibe rule engines`), starts a hub on loopback with an empty
/// database, publishes the plugins in its depot, has them certified, activates them through the gate for
/// two real municipalities, an association and the fictitious test organisation, submits messages, and
/// revokes a plugin while messages are on their way. Exit code 0 only if every message came to the end
/// that the story promises.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Folder of the stock plugins
    #[arg(long, default_value = "plugins", value_name = "DIR")]
    plugins: PathBuf,
    /// Where configuration, keys, database and deliveries go; emptied first
    #[arg(long, default_value = "target/demo", value_name = "DIR")]
    directory: PathBuf,
    /// End when the story is told, instead of leaving the hub running
    #[arg(long)]
    once: bool,
}

/// Scenes so far, and those that did not end as promised.
#[derive(Debug, Default)]
struct Count {
    scenes: usize,
    failures: usize,
}

impl Count {
    fn scene(&mut self, title: &str, promise: &str, play: impl FnOnce() -> Result<(), String>) {
        self.scenes += 1;
        show::scene(self.scenes, title, promise);
        match play() {
            Ok(()) => anstream::println!("     {GOOD}as promised{GOOD:#}"),
            Err(difference) => {
                self.failures += 1;
                anstream::println!("     {BAD}not as promised:{BAD:#} {difference}");
            }
        }
    }
}

pub fn run(args: &DemoArgs) -> Outcome {
    let broken = |error: std::io::Error| Failure::of(&error);
    show::title("Drehscheibe: the main job");
    let mut stage = Stage::new(&args.directory, &args.plugins).map_err(broken)?;
    show::chapter("Building the stock plugins, as a vendor would");
    for plugin in story::PLUGINS {
        stage.build_plugin(plugin)?;
    }
    show::chapter("Building plugins of rule files that are there already");
    for plugin in story::RULES {
        stage.build_rule(plugin)?;
    }
    show::chapter("Setting up the surroundings");
    let tax_office = WebService::start(1).map_err(broken)?;
    let mailbox = Mailbox::start().map_err(broken)?;
    let busy = format!("http://{} (web service; busy the first time)", tax_office.address);
    show::fact("line-of-business application", &busy);
    show::fact("mail box of an office", &format!("smtp://{}", mailbox.address));
    stage.furnish(&tax_office, &mailbox).map_err(broken)?;
    story::write_samples(&stage.samples()).map_err(broken)?;
    stage.write_hub_file(&BTreeMap::new()).map_err(broken)?;
    show::fact("configuration", &stage.configuration().display().to_string());
    show::chapter("Keys: nobody certifies what is their own");
    let keys = Keys::make(&stage)?;
    show::chapter("Starting the hub with an empty database and an empty depot");
    let mut hub = stage.start_hub()?;
    show::fact("hub", &hub.url);
    let client = Client::new(&hub.url, &keys.daily);
    let url = hub.url.clone();
    let people = People { stage: &stage, hub: &url, keys: &keys };
    let mut count = Count::default();

    show::chapter("The vendor publishes");
    let mut packages = BTreeMap::new();
    for plugin in story::PLUGINS.into_iter().chain(story::RULES) {
        let folder = stage.plugin(plugin);
        packages.insert(plugin.to_owned(), people.publish(&folder, &stage.component(plugin), plugin)?);
    }
    stage.write_configuration().map_err(broken)?;
    count.scene(
        "Nothing runs that nobody has certified",
        "Published and checked is not enough: the gate names every use that no certificate covers.",
        || acts::uncertified(&people, &packages),
    );
    show::chapter("The certifier examines, and signs");
    for (plugin, package) in &packages {
        people.certify(package, plugin)?;
    }
    show::chapter("The operator activates, through the gate");
    people.pin(&packages)?;
    people.activate()?;

    let mut receipts = Vec::new();
    for scene in story::scenes() {
        count.scene(scene.title, scene.promise, || scene.play(&client, &mut receipts));
    }
    count.scene(
        "One byte after the certificate",
        "One letter of one finding is changed: another component, for which no certificate was ever made.",
        || acts::one_byte(&people, &packages),
    );
    count.scene(
        "Revoked in flight",
        "Dogs keep coming while the certifier stops the rule. What is on its way waits; nothing is lost; all of it goes on with the replacement.",
        || acts::revoked_in_flight(&people, &client, &mut packages),
    );
    show::chapter("Where it arrived");
    stage.show_deliveries(&tax_office, &mailbox);
    show::chapter("Evidence");
    stage.verify()?;
    if let Some(first) = receipts.first().and_then(Option::as_deref) {
        people.prove(first)?;
    }
    let Count { scenes, failures } = count;
    if failures > 0 {
        let log = stage.log().display().to_string();
        hub.stop();
        return Err(Failure::new(format!("{failures} of {scenes} scenes did not end as promised"))
            .code(NO)
            .hint(format!("the hub's log is {log}")));
    }
    anstream::println!("\n{GOOD}All {scenes} scenes ended as promised.{GOOD:#}");
    if args.once {
        hub.stop();
        return Ok(ExitCode::SUCCESS);
    }
    accounts::invite(&stage, &hub.url)?;
    anstream::println!("\n{HEAD}The hub is still running. Try:{HEAD:#}\n");
    for line in client.examples(&stage.samples()) {
        anstream::println!("{line}\n");
    }
    anstream::println!("{DIM}Ctrl-C ends it.{DIM:#}");
    hub.wait();
    Ok(ExitCode::SUCCESS)
}
