//! Writes exchanges as a case has them.

use super::{RecordedAnswer, RecordedHttp};
use drehscheibe_model::ports::HttpError;
use toml::{Table, Value};

/// Bytes that are no text lie in a file of their own, beside the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideFile {
    pub name: String,
    pub content: Vec<u8>,
}

impl RecordedHttp {
    /// The part `[[calls.http]]` of a case, and the files that it names. `number` counts from 1 within the
    /// case.
    pub fn to_toml(&self, number: usize) -> (String, Vec<SideFile>) {
        let mut files = Vec::new();
        let mut call = Table::new();
        call.insert("method".into(), self.method.clone().into());
        call.insert("url".into(), self.url.clone().into());
        insert_bytes(&mut call, "body", &self.body, &format!("request-{number}.bin"), &mut files);
        let headers = |pairs: &mut dyn Iterator<Item = (String, String)>| {
            pairs.map(|(name, value)| (name, Value::from(value))).collect::<Table>()
        };
        if let RecordedAnswer::Error(error) = &self.answer {
            call.insert("error".into(), name(error).into());
        }
        if !self.headers.is_empty() {
            let mut pairs = self.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
            call.insert("headers".into(), headers(&mut pairs).into());
        }
        if let RecordedAnswer::Response(response) = &self.answer {
            let mut table = Table::new();
            table.insert("status".into(), i64::from(response.status).into());
            insert_bytes(&mut table, "body", &response.body, &format!("response-{number}.bin"), &mut files);
            if !response.headers.is_empty() {
                table.insert("headers".into(), headers(&mut response.headers.iter().cloned()).into());
            }
            call.insert("response".into(), table.into());
        }
        let calls = Table::from_iter([("http".to_owned(), Value::Array(vec![call.into()]))]);
        let document = Table::from_iter([("calls".to_owned(), Value::Table(calls))]);
        (document.to_string(), files)
    }
}

fn insert_bytes(table: &mut Table, key: &str, bytes: &[u8], file: &str, files: &mut Vec<SideFile>) {
    match std::str::from_utf8(bytes) {
        Ok("") => {}
        Ok(text) => drop(table.insert(key.into(), text.into())),
        Err(_) => {
            table.insert(format!("{key}_file"), file.into());
            files.push(SideFile { name: file.into(), content: bytes.to_vec() });
        }
    }
}

/// As a case writes it; what a case cannot have is an internal error there.
fn name(error: &HttpError) -> &'static str {
    match error {
        HttpError::Dns(_) => "dns-error",
        HttpError::DestinationNotFound => "destination-not-found",
        HttpError::DestinationUnavailable => "destination-unavailable",
        HttpError::ConnectionRefused => "connection-refused",
        HttpError::ConnectionTerminated => "connection-terminated",
        HttpError::ConnectionTimeout => "connection-timeout",
        HttpError::Tls(_) => "tls-error",
        HttpError::ResponseTooLarge => "http-response-body-size",
        HttpError::ResponseTimeout => "http-response-timeout",
        HttpError::Protocol(_) => "http-protocol-error",
        _ => "internal-error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::ports::OutboundResponse;

    #[test]
    fn an_exchange_is_written_as_a_case_has_it() {
        let call = RecordedHttp {
            method: "POST".into(),
            url: "https://a.example/x?y=1".into(),
            headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
            body: b"{\n}".to_vec(),
            answer: RecordedAnswer::Response(OutboundResponse {
                status: 201,
                headers: vec![("location".into(), "/7".into())],
                body: vec![0xff],
            }),
        };
        let (text, files) = call.to_toml(2);
        let read: Table = text.parse().unwrap();
        let written = &read["calls"]["http"][0];
        assert_eq!((written["method"].as_str(), written["body"].as_str()), (Some("POST"), Some("{\n}")));
        assert_eq!(written["headers"]["content-type"].as_str(), Some("application/json"));
        assert_eq!(written["response"]["headers"]["location"].as_str(), Some("/7"));
        assert_eq!(written["response"]["body_file"].as_str(), Some("response-2.bin"));
        assert_eq!(files, [SideFile { name: "response-2.bin".into(), content: vec![0xff] }]);

        let broken = RecordedHttp { answer: RecordedAnswer::Error(HttpError::ConnectionRefused), ..call };
        assert!(broken.to_toml(1).0.contains("error = \"connection-refused\""));
    }
}
