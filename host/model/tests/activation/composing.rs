//! What the files say, and what activations lay over it.

use crate::desk::*;
use drehscheibe_model::activation::{ActivationState as State, compose, test_targets};
use drehscheibe_model::configuration::{Activation, Configuration, Redirect};
use drehscheibe_model::ids::SourceId;

fn number(configuration: &Configuration, source: &str) -> Option<Option<u64>> {
    let source = SourceId::new(source).unwrap();
    let found = configuration.activation_for(&tenant(TOWN), &procedure(), TODAY, Some(&source));
    found.map(|(_, activation)| activation.number)
}

fn with_file(mut base: Configuration) -> Configuration {
    let activation: Activation = content(9, "alt").activation(&procedure(), None);
    base.authorities.get_mut(&tenant(TOWN)).unwrap().activations.push(activation);
    base
}

#[test]
fn a_line_that_went_live_is_no_longer_decided_by_the_files() {
    let files = with_file(base());
    assert_eq!(number(&compose(files.clone(), &[]), "x"), Some(None));
    let drafted = record(1, State::Drafted, content(1, "alt"));
    assert_eq!(number(&compose(files.clone(), &[drafted]), "x"), Some(None));
    let mut productive = record(2, State::Productive, content(1, "alt"));
    assert_eq!(number(&compose(files.clone(), &[productive.clone()]), "x"), Some(Some(2)));
    productive.state = State::Suspended;
    assert_eq!(number(&compose(files, &[productive]), "x"), None);
}

#[test]
fn a_pilot_takes_the_messages_of_its_sources_only() {
    let mut pilot = record(2, State::Pilot, content(2, "neu"));
    pilot.pilot_sources = vec![SourceId::new("probe").unwrap()];
    let running = compose(base(), &[record(1, State::Productive, content(1, "alt")), pilot.clone()]);
    assert_eq!((number(&running, "amt24"), number(&running, "probe")), (Some(Some(1)), Some(Some(2))));
    let alone = compose(base(), &[pilot]);
    assert_eq!((number(&alone, "amt24"), number(&alone, "probe")), (None, Some(Some(2))));
}

#[test]
fn a_redirect_is_an_activation_and_replaces_that_of_the_files() {
    let mut base = base();
    let (procedure, from, to) = (procedure(), tenant(TOWN), tenant("elsewhere"));
    base.redirects.push(Redirect { procedure, from, to, valid_from: None, valid_until: None });
    let mut redirect = record(1, State::Productive, Default::default());
    redirect.content.redirect_to = Some(tenant(NEIGHBOUR));
    let running = compose(base, &[redirect]);
    assert_eq!(running.redirects.len(), 1);
    assert_eq!(running.redirects[0].to, tenant(NEIGHBOUR));
}

#[test]
fn a_shadow_stands_beside_what_is_productive_for_all() {
    let mut shadow = record(2, State::FunctionTested, content(2, "neu"));
    shadow.shadow = true;
    for (files, records) in
        [(with_file(base()), vec![]), (base(), vec![record(1, State::Productive, content(1, "alt"))])]
    {
        let running = compose(files, &[records, vec![shadow.clone()]].concat());
        let (_, activation) = running.activation(&tenant(TOWN), &procedure(), TODAY).unwrap();
        assert_eq!(activation.shadow.as_ref().unwrap().number, 2);
        assert!(running.components().contains(&component(2)), "its component must be kept");
    }
}

#[test]
fn a_function_test_delivers_to_demo_targets_only() {
    let test = test_targets(&base(), &tenant(TOWN), &content(1, "alt")).unwrap();
    assert_eq!(test.routes[0].targets, [target("probe")]);
    let mut base = base();
    base.authorities.get_mut(&tenant(TOWN)).unwrap().targets.get_mut(&target("alt")).unwrap().demo = None;
    assert_eq!(test_targets(&base, &tenant(TOWN), &content(1, "alt")), Err(vec![target("alt")]));
}
