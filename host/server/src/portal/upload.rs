//! Forms with files.

use super::ask::Upload;
use super::failure::Failure;
use super::form::Values;
use axum::body::Body;
use multer::{Constraints, Multipart, SizeLimit};

/// Bytes of a form with its files.
const UPLOAD_BYTES: u64 = 64 << 20;

/// Reads the whole form into memory; those who may send one are few.
pub(crate) async fn read(content_type: &str, body: Body) -> Result<(Values, Vec<Upload>), Failure> {
    let wrong = |error: multer::Error| {
        tracing::debug!(%error, "a form with files could not be read");
        Failure::TooLarge
    };
    let boundary = multer::parse_boundary(content_type).map_err(wrong)?;
    let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(UPLOAD_BYTES));
    let mut multipart = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(wrong)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(wrong)?;
        match file_name {
            Some(file_name) if !file_name.is_empty() => {
                files.push(Upload { name, file_name, bytes: bytes.to_vec() });
            }
            Some(_) => {}
            None => {
                fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    Ok((Values::of(fields), files))
}
