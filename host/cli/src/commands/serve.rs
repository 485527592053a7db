//! `drehscheibe serve`

use super::ConfigPath;
use super::output::{Failure, Outcome};
use crate::configuration;
use crate::hub::{Hub, HubActivations, HubCertification, HubEvidence, HubOperations, TrustWatch, Upkeep};
use drehscheibe_model::ports::Operations;
use drehscheibe_processor::{Observer, Processor, ProcessorOptions};
use drehscheibe_server::portal::{Portal, PortalOptions};
use drehscheibe_server::{AppState, Ports};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the hub until it is told to stop (Ctrl-C or SIGTERM); work in hand is finished first.
/// SIGHUP reads the configuration again. The first line on standard output is `listening on http://ADDRESS`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    config: ConfigPath,
}

fn portal(hub: &Arc<Hub>) -> Result<Portal, Failure> {
    let file = &hub.file.portal;
    let secure_cookies = match &file.public_url {
        Some(url) => url.starts_with("https://"),
        None => !hub.file.hub.listen.ip().is_loopback(),
    };
    let portal = Portal::new(hub.store.clone(), PortalOptions { secure_cookies, pages: file.pages.clone() })
        .with_rules(hub.runtime.clone())
        .with_certification(Arc::new(HubCertification::open(Arc::clone(hub))?))
        .with_evidence(Arc::new(HubEvidence::open(Arc::clone(hub))?));
    // What is wrong with it stops the hub when the configuration is applied.
    let openid = configuration::sign_in(&hub.path, &hub.file, &hub.secrets).ok().flatten();
    Ok(match openid {
        Some(options) => portal.with_openid(options, Arc::clone(&hub.http)),
        None => portal,
    })
}

pub fn run(args: &ServeArgs) -> Outcome {
    let hub = Arc::new(Hub::open(&args.config.config)?);
    let _lock = hub.claim()?;
    let revision = hub.apply("start")?;
    let operations = Arc::new(HubOperations::new(Arc::clone(&hub)));
    let workers = &hub.file.workers;
    let defaults = ProcessorOptions::default();
    let process_workers = workers.process.unwrap_or(defaults.process_workers);
    let options = ProcessorOptions {
        node: hub.file.hub.node.clone(),
        process_workers,
        processes_per_tenant: workers.processes_per_tenant.unwrap_or(process_workers.saturating_sub(1)),
        deliver_workers: workers.deliver.unwrap_or(defaults.deliver_workers),
        deliveries_per_tenant: workers.deliveries_per_tenant.unwrap_or(defaults.deliveries_per_tenant),
        // No call lasts longer than the maximum of its limit.
        lease: Duration::from_millis(drehscheibe_model::limits::Limits::MAXIMUM.wall_time_ms * 2),
    };
    let ports = hub.ports();
    let broken = |error: std::io::Error| Failure::of(&error);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(256).build().map_err(broken)?;
    let address = hub.file.hub.listen;
    let listener = runtime.block_on(tokio::net::TcpListener::bind(address)).map_err(|error| {
        Failure::of(&error)
            .line(format!("the hub cannot listen on {address}"))
            .hint("is another hub running? `listen` in the section [hub] names address and port")
    })?;
    let address = listener.local_addr().map_err(broken)?;
    let trust = TrustWatch::start(Arc::clone(&hub)).map_err(broken)?;
    let server = Ports {
        store: Arc::clone(&ports.store),
        blobs: Arc::clone(&ports.blobs),
        areas: Arc::clone(&ports.areas),
        clock: Arc::clone(&ports.clock),
        operations: operations.clone(),
        registry: hub.registry()?,
    };
    let state = AppState::new(server, hub.file.intake.clone())
        .with_depot(hub.depot_settings())
        .with_activations(Arc::new(HubActivations::new(Arc::clone(&hub))))
        .with_portal(portal(&hub)?);
    let metrics = state.clone();
    let observer: Observer =
        Arc::new(move |ended| metrics.message_ended(ended.state, ended.procedure.as_ref(), ended.lead_time));
    let processor = Processor::start(ports.clone(), &options, &observer).map_err(broken)?;
    let upkeep = Upkeep::start(Arc::clone(&hub)).map_err(broken)?;
    anstream::println!("listening on http://{address}");
    tracing::info!(%address, revision = revision.0, "the hub is ready");
    let served = runtime.block_on(async move {
        let reload = operations;
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                let operations = Arc::clone(&reload);
                let reloaded = tokio::task::spawn_blocking(move || operations.reload_configuration("SIGHUP")).await;
                for problem in reloaded.ok().and_then(Result::err).unwrap_or_default() {
                    tracing::error!("configuration not applied: {problem}");
                }
            }
        });
        let mut terminate = signal(SignalKind::terminate())?;
        drehscheibe_server::serve(listener, state, async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("stopping; work in hand is finished first");
        })
        .await
    });
    drop(upkeep);
    drop(trust);
    processor.drain();
    tracing::info!("stopped");
    match served {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::of(&error)),
    }
}
