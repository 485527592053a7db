//! Secrets in headers: the guest writes a placeholder, the host puts the value in.

const OPENS: &str = "{{secret:";
const CLOSES: &str = "}}";

/// The value with its placeholders replaced by what `secret` gives for their names.
pub(super) fn fill(value: &str, secret: &dyn Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once(OPENS) {
        let (name, after) = after.split_once(CLOSES).ok_or("a placeholder of a secret is not closed")?;
        filled.push_str(before);
        filled.push_str(&secret(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(name: &str) -> Result<String, String> {
        match name {
            "token" => Ok("{{secret:other}}".into()),
            other => Err(format!("no `{other}`")),
        }
    }

    #[test]
    fn replaces_each_placeholder_once_and_nothing_within_a_secret() {
        assert_eq!(fill("Bearer {{secret:token}}.", &secret), Ok("Bearer {{secret:other}}.".into()));
        assert_eq!(fill("plain {{x}}", &secret), Ok("plain {{x}}".into()));
        assert_eq!(fill("{{secret:key}}", &secret), Err("no `key`".into()));
        assert!(fill("{{secret:token", &secret).is_err());
    }
}
