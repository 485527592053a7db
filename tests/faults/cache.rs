//! Somebody swaps compiled components on disk.

use crate::support::{Sink, Town, message};

#[test]
fn a_swapped_file_is_refused_and_made_anew() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    let sent = client.at(&hub).submit(&message("meldung", 1)).id();
    assert_eq!(client.settled(&sent)["state"], "delivered");
    assert!(hub.stop().success());
    let files = std::fs::read_dir(stage.path("data/cache")).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|one| one == "cwasm")).collect();
    assert!(!files.is_empty());
    let changed = |bytes: Vec<u8>| {
        let last = bytes.len() - 1;
        bytes.into_iter().enumerate().map(|(place, byte)| if place == last { byte ^ 1 } else { byte }).collect()
    };
    let swapped: Vec<Vec<u8>> = files.iter().map(|path| changed(std::fs::read(path).unwrap())).collect();
    for (path, bytes) in files.iter().zip(&swapped) {
        std::fs::write(path, bytes).unwrap();
    }
    let hub = stage.serve();
    let sent = client.at(&hub).submit(&message("meldung", 2)).id();
    assert_eq!(client.settled(&sent)["state"], "delivered");
    assert_eq!(sink.arrivals().len(), 2, "both came from the right component");
    assert!(
        files.iter().zip(&swapped).any(|(path, bytes)| std::fs::read(path).unwrap() != *bytes),
        "none was made anew"
    );
    assert!(hub.stop().success());
}
