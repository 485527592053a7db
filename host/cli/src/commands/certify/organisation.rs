//! The fictitious test organisation: an authority with a line-of-business application, a mail box and an
//! electronic file. They are real servers on loopback; what they received is left in a folder.

use super::package::Package;
use crate::commands::output::{DIM, Failure, NOTE};
use crate::demo::surroundings::{Mailbox, WebService};
use drehscheibe_certify::plan::{Case, Operation, Outcome, Plan};
use drehscheibe_certify::{Bench, run_case};
use drehscheibe_channels::{HttpClient, RelayConfig, Roots, Security, SmtpMailer};
use drehscheibe_model::ports::{
    Blobs, HttpError, Mailer, OutboundBody, OutboundHttp, OutboundRequest, OutboundResponse,
};
use drehscheibe_runtime::{Mode, Runtime, RuntimeOptions, RuntimePorts};
use std::net::SocketAddr;
use std::path::{Component, Path};
use std::sync::Arc;
use std::time::Duration;

/// What the organisation received.
#[derive(Debug, Default)]
pub struct Received {
    requests: usize,
    mails: usize,
    files: usize,
    remarks: Vec<String>,
    folder: String,
}

impl Received {
    pub fn show(&self) {
        let Self { requests, mails, files, folder, .. } = self;
        anstream::println!(
            "  demo authority    {requests} requests, {mails} mails, {files} files {DIM}{folder}{DIM:#}"
        );
        for remark in &self.remarks {
            anstream::println!("  {NOTE}remark{NOTE:#} {remark}");
        }
    }
}

/// Sends every request to the demo application, whoever it is for.
struct ToDemo {
    client: HttpClient,
    application: SocketAddr,
}

impl OutboundHttp for ToDemo {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError> {
        let authority = self.application.to_string();
        let body = match &request.body {
            OutboundBody::Empty => OutboundBody::Empty,
            OutboundBody::Bytes(bytes) => OutboundBody::Bytes(bytes),
            OutboundBody::Blob(content) => OutboundBody::Blob(content),
        };
        self.client.send(&OutboundRequest {
            scheme: "http",
            authority: &authority,
            private_network: true,
            body,
            ..*request
        })
    }
}

/// Delivers for real what the good cases deliver, or what their rules produce.
pub fn try_deliveries(plan: &Plan, package: &Package, folder: &Path) -> Result<Received, Failure> {
    let broken = |error: std::io::Error| Failure::of(&error).line("the test organisation");
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(broken)?;
    }
    for name in ["fachverfahren", "postfach", "akte"] {
        std::fs::create_dir_all(folder.join(name)).map_err(broken)?;
    }
    let application = WebService::start(0).map_err(broken)?;
    let mailbox = Mailbox::start().map_err(broken)?;
    let mut received = Received { folder: folder.display().to_string(), ..Received::default() };
    let bench = Bench::default();
    let blobs: Arc<dyn Blobs> = bench.blobs.clone();
    let client = |blobs: Arc<dyn Blobs>| HttpClient::new(blobs, &Roots::Public).map_err(|error| Failure::of(&error));
    let http = ToDemo { client: client(Arc::clone(&blobs))?, application: application.address };
    let good = |operation: Operation| {
        plan.cases.iter().filter(move |case| case.operation == operation && case.expect.outcome == Outcome::Ok)
    };
    for case in good(Operation::Transform) {
        outputs(case, &http, folder, &mut received).map_err(broken)?;
    }
    let cache = tempfile::tempdir().map_err(broken)?;
    let runtime = deliverer(&bench, http, &mailbox, cache.path())?;
    let component = bench.blobs.put(package.component.as_slice());
    for case in good(Operation::Deliver) {
        let outcome = run_case(case, &component, &runtime, &bench).map_or_else(|problem| problem, |ran| ran.outcome);
        if outcome != "ok" {
            received.remarks.push(format!("case {}: against the demo servers it ends with {outcome}", case.name));
        }
        for file in &case.expect.files {
            keep(&folder.join("akte").join(&case.name), &file.path, &file.body).map_err(broken)?;
        }
        received.files += case.expect.files.len();
    }
    for taken in application.taken() {
        let name = format!("{}.bin", taken.reference);
        keep(&folder.join("fachverfahren"), &name, &taken.body).map_err(broken)?;
        received.requests += 1;
    }
    for (place, mail) in mailbox.mails().iter().enumerate() {
        keep(&folder.join("postfach"), &format!("{:04}.eml", place + 1), mail.as_bytes()).map_err(broken)?;
        received.mails += 1;
    }
    Ok(received)
}

/// The outputs of a rule go to the application and into the electronic file. They are those of the plan:
/// the rule gave the same bytes, or it did not pass.
fn outputs(case: &Case, http: &ToDemo, folder: &Path, received: &mut Received) -> std::io::Result<()> {
    for (place, output) in case.expect.outputs.iter().enumerate() {
        let key = format!("{}.{}", case.name, place + 1);
        let headers =
            [("content-type".to_owned(), output.media_type.clone()), ("idempotency-key".to_owned(), key.clone())];
        let sent = http.send(&OutboundRequest {
            method: "POST",
            scheme: "http",
            authority: "demo",
            path_with_query: "/annahme",
            headers: &headers,
            body: OutboundBody::Bytes(&output.body),
            timeout: Duration::from_secs(10),
            private_network: true,
            response_limit: 1 << 20,
        });
        match sent {
            Ok(response) if response.status < 300 => {}
            Ok(response) => {
                received.remarks.push(format!("case {}: the application answers {}", case.name, response.status))
            }
            Err(error) => received.remarks.push(format!("case {}: {error}", case.name)),
        }
        let name = output.file_name.clone().unwrap_or_else(|| format!("{key}.bin"));
        keep(&folder.join("akte").join(&case.name), &name, &output.body)?;
        received.files += 1;
    }
    Ok(())
}

fn deliverer(bench: &Bench, http: ToDemo, mailbox: &Mailbox, cache: &Path) -> Result<Runtime, Failure> {
    let relay = RelayConfig {
        host: "127.0.0.1".into(),
        port: mailbox.address.port(),
        security: Security::None,
        credentials: None,
        from: "drehscheibe@demo.example".into(),
        hello_name: None,
        maximum_bytes: RelayConfig::DEFAULT_MAXIMUM_BYTES,
        root_certificate: None,
    };
    let blobs: Arc<dyn Blobs> = bench.blobs.clone();
    let mailer = SmtpMailer::new(relay, blobs).map_err(|problems| {
        let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Failure::new(texts.join("; "))
    })?;
    let mailer: Arc<dyn Mailer> = Arc::new(mailer);
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| Failure::new(error.to_string()))?;
    let mut options = RuntimeOptions::new(cache, key);
    options.mode = Mode::Certification;
    options.concurrent_calls = 1;
    let ports = RuntimePorts {
        blobs: bench.blobs.clone(),
        http: Arc::new(http),
        mailer,
        secrets: bench.recording.clone(),
        code_lists: bench.recording.clone(),
    };
    Runtime::new(options, ports).map_err(|error| Failure::of(&error))
}

/// Writes a file below a folder. The name comes from a plan: it does not lead out.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let inside: std::path::PathBuf =
        Path::new(name).components().filter(|part| matches!(part, Component::Normal(_))).collect();
    let path = folder.join(inside);
    std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
    std::fs::write(path, bytes)
}
