//! What leads out of the hub, as `drehscheibe.toml` describes it.

use super::open::OpenHubError;
use crate::configuration::Problem;
use crate::configuration::files::{Mail, MailSecurity, Network};
use crate::configuration::secrets::FileSecrets;
use drehscheibe_channels::{HttpClient, RelayConfig, RelayProblem, Roots, Security, SmtpMailer};
use drehscheibe_model::ports::{Blobs, MailError, Mailer, OutboundMail};
use std::path::Path;
use std::sync::Arc;

/// A mailer for hubs without a relay.
struct NoRelay;

impl Mailer for NoRelay {
    fn send(&self, _: &OutboundMail<'_>) -> Result<(), MailError> {
        Err(MailError::NotConfigured)
    }
}

/// A file with certificates.
fn read(path: &Path) -> Result<Vec<u8>, OpenHubError> {
    std::fs::read(path).map_err(|error| wrong_file(path, format!("cannot be read: {error}")))
}

fn wrong_file(path: &Path, text: String) -> OpenHubError {
    OpenHubError::Configuration(vec![Problem { file: path.to_owned(), line: None, text }])
}

/// The client for outbound requests.
pub(super) fn http_client(network: &Network, blobs: &Arc<dyn Blobs>) -> Result<HttpClient, OpenHubError> {
    let mut all = Vec::new();
    for path in &network.root_certificates {
        let pem = read(path)?;
        // Each by itself, so that the message names the file.
        HttpClient::new(Arc::clone(blobs), &Roots::PublicAnd(pem.clone()))
            .map_err(|error| wrong_file(path, error.to_string()))?;
        all.extend(pem);
        all.push(b'\n');
    }
    let roots = if all.is_empty() { Roots::Public } else { Roots::PublicAnd(all) };
    HttpClient::new(Arc::clone(blobs), &roots).map_err(|error| OpenHubError::Channel(error.to_string()))
}

/// The mailer of the configured relay, or one that sends nothing.
pub(super) fn mailer(
    mail: Option<&Mail>,
    secrets: &FileSecrets,
    blobs: &Arc<dyn Blobs>,
) -> Result<Arc<dyn Mailer>, OpenHubError> {
    let Some(mail) = mail else { return Ok(Arc::new(NoRelay)) };
    let wrong = |text: String| OpenHubError::Channel(format!("mail relay: {text}"));
    let credentials = match (&mail.user, &mail.password_secret) {
        (None, None) => None,
        (Some(user), Some(name)) => {
            let missing = || wrong(format!("there is no secret `{name}` in the table [hub] of the secrets file"));
            Some((user.clone(), secrets.of_hub(name).ok_or_else(missing)?.to_owned()))
        }
        _ => return Err(wrong("`user` and `password_secret` belong together".into())),
    };
    let config = RelayConfig {
        host: mail.host.clone(),
        port: mail.port,
        security: match mail.security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::Starttls => Security::StartTls,
            MailSecurity::None => Security::None,
        },
        credentials,
        from: mail.from.clone(),
        hello_name: None,
        maximum_bytes: RelayConfig::DEFAULT_MAXIMUM_BYTES,
        root_certificate: mail.root_certificate.as_deref().map(read).transpose()?,
    };
    let mailer = SmtpMailer::new(config, Arc::clone(blobs)).map_err(|problems| {
        if let (Some(path), [only @ RelayProblem::RootCertificate]) = (&mail.root_certificate, problems.as_slice()) {
            return wrong_file(path, only.to_string());
        }
        let list: Vec<_> = problems.iter().map(ToString::to_string).collect();
        wrong(list.join("; "))
    })?;
    Ok(Arc::new(mailer))
}
