//! `drehscheibe demo`: the main job, on a real hub, told on the terminal.

pub mod client;
pub mod show;
mod stage;
mod story;
pub mod surroundings;

use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, Outcome};
use client::Client;
use stage::Stage;
use std::path::PathBuf;
use std::process::ExitCode;
use surroundings::{Mailbox, WebService};

/// Builds the stock plugins with the vendor's own command, starts a hub on loopback with an empty
/// database, sets up two real municipalities, an association and the fictitious test organisation, and
/// submits messages. Exit code 0 only if every message came to the end that the story promises.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Folder of the stock plugins
    #[arg(long, default_value = "plugins", value_name = "DIR")]
    plugins: PathBuf,
    /// Where configuration, database and deliveries go; emptied first
    #[arg(long, default_value = "target/demo", value_name = "DIR")]
    directory: PathBuf,
    /// End when the story is told, instead of leaving the hub running
    #[arg(long)]
    once: bool,
}

pub fn run(args: &DemoArgs) -> Outcome {
    let broken = |error: std::io::Error| Failure::of(&error);
    show::title("Drehscheibe: the main job");
    let stage = Stage::new(&args.directory).map_err(broken)?;
    show::chapter("Building the stock plugins, as a vendor would");
    for plugin in story::PLUGINS {
        stage.build_plugin(&args.plugins, plugin)?;
    }
    show::chapter("Setting up the surroundings");
    let tax_office = WebService::start(1).map_err(broken)?;
    let mailbox = Mailbox::start().map_err(broken)?;
    show::fact(
        "line-of-business application",
        &format!("http://{} (web service; busy the first time)", tax_office.address),
    );
    show::fact("mail box of an office", &format!("smtp://{}", mailbox.address));
    stage.write_configuration(&args.plugins, &tax_office, &mailbox).map_err(broken)?;
    show::fact("configuration", &stage.configuration().display().to_string());
    story::write_samples(&stage.samples()).map_err(broken)?;
    stage.check_configuration()?;
    show::chapter("Starting the hub with an empty database");
    let keys = stage.make_keys()?;
    let mut hub = stage.start_hub()?;
    show::fact("hub", &hub.url);
    let client = Client::new(&hub.url, &keys);
    let scenes = story::scenes();
    let (mut failures, mut receipts) = (0, Vec::new());
    for (number, scene) in scenes.iter().enumerate() {
        show::scene(number + 1, scene.title, scene.promise);
        match scene.play(&client, &mut receipts) {
            Ok(()) => anstream::println!("     {GOOD}as promised{GOOD:#}"),
            Err(difference) => {
                failures += 1;
                anstream::println!("     {BAD}not as promised:{BAD:#} {difference}");
            }
        }
    }
    show::chapter("Where it arrived");
    stage.show_deliveries(&tax_office, &mailbox);
    show::chapter("Evidence");
    stage.verify()?;
    let total = scenes.len();
    if failures > 0 {
        let log = stage.log().display().to_string();
        hub.stop();
        return Err(Failure::new(format!("{failures} of {total} scenes did not end as promised"))
            .code(NO)
            .hint(format!("the hub's log is {log}")));
    }
    anstream::println!("\n{GOOD}All {total} scenes ended as promised.{GOOD:#}");
    if args.once {
        hub.stop();
        return Ok(ExitCode::SUCCESS);
    }
    anstream::println!("\n{HEAD}The hub is still running. Try:{HEAD:#}\n");
    for line in client.examples(&stage.samples()) {
        anstream::println!("{line}\n");
    }
    anstream::println!("{DIM}Ctrl-C ends it.{DIM:#}");
    hub.wait();
    Ok(ExitCode::SUCCESS)
}
