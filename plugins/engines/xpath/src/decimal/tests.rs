use super::Dec;

fn d(text: &str) -> Dec {
    Dec::parse(text).unwrap()
}

/// Rounding the double instead of converting it exactly flips rule BR-S-08 of EN 16931 on some
/// documents.
#[test]
fn a_double_becomes_exactly_its_value() {
    let exact = "0.1000000000000000055511151231257827021181583404541015625";
    assert_eq!(Dec::from_f64(0.1).unwrap().to_string(), exact);
    assert_eq!(Dec::from_f64(1.5).unwrap().to_string(), "1.5");
    assert_eq!(Dec::from_f64(-3e20).unwrap().to_string(), "-300000000000000000000");
    assert_eq!(Dec::from_f64(1e-5).unwrap().to_f64(), 1e-5);
    // 2.675 is a little below as a double: it must not become a tie.
    assert_eq!(Dec::from_f64(2.675).unwrap().round(2).to_string(), "2.67");
    assert_eq!(d("2.675").round(2).to_string(), "2.68");
    assert!(Dec::from_f64(f64::NAN).is_none());
}

#[test]
fn arithmetic_is_exact() {
    assert_eq!(d("0.1").add(&d("0.2")).to_string(), "0.3");
    assert_eq!(
        d("99999999999999999.99").mul(&d("99999999999999999.99")).to_string(),
        "9999999999999999998000000000000000.0001"
    );
    assert_eq!(d("1").div(&d("3")).unwrap().to_string(), "0.333333333333333333");
    assert_eq!(d("-7").idiv(&d("2")).unwrap().to_string(), "-3");
    assert_eq!(d("-7").rem(&d("2")).unwrap().to_string(), "-1");
    assert_eq!(d("123456789012345678901234567890").sub(&d("1")).to_string(), "123456789012345678901234567889");
    assert!(d("1").div(&Dec::ZERO).is_none());
}

#[test]
fn rounding() {
    assert_eq!(d("-2.5").round(0).to_string(), "-2");
    assert_eq!(d("2.5").round(0).to_string(), "3");
    assert_eq!(d("2.5").round_half_to_even(0).to_string(), "2");
    assert_eq!(d("3.5").round_half_to_even(0).to_string(), "4");
    assert_eq!(d("150.015").round_half_to_even(2).to_string(), "150.02");
    assert_eq!(d("35612.25").round_half_to_even(-2).to_string(), "35600");
    assert_eq!(d("-1.2").floor().to_string(), "-2");
    assert_eq!(d("-1.2").ceiling().to_string(), "-1");
}

#[test]
fn text() {
    for (from, to) in [("+1.50", "1.5"), (".5", "0.5"), ("5.", "5"), ("-0.0", "0"), ("00012", "12")] {
        assert_eq!(d(from).to_string(), to);
    }
    for bad in ["", "-", ".", "1e3", "1.2.3", " 1"] {
        assert!(Dec::parse(bad).is_none(), "{bad}");
    }
}
