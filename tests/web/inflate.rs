//! Display records that do not inflate to what the shard promises: an error that says so, however they fail.

use crate::message;
use crate::shop::{Files, Stage, call, camera, contents, get, stored};
use wasm_bindgen_test::wasm_bindgen_test;

type Deflate = fn(&[u8]) -> Vec<u8>;

#[wasm_bindgen_test]
async fn records_that_end_early_go_on_or_are_damaged_are_named() {
    let wrong: [(&str, Deflate); 4] = [
        ("end early", |raw| stored(&raw[1..])),
        ("go on", |raw| stored(&[raw, b"?"].concat())),
        ("are cut off", |raw| {
            let whole = stored(raw);
            whole[..whole.len() - 1].to_vec()
        }),
        // A kind of block that there is not.
        ("are no stream", |_| vec![0x07; 40]),
    ];
    for (how, deflate) in wrong {
        let stage = Stage::new(Files::deflated(&contents(), deflate));
        let setwise = stage.create().await.unwrap();
        let error = call(&setwise, "recommend", &[camera()]).await.unwrap_err();
        assert_eq!(get(&error, "code"), "shard", "records that {how}");
        let said = message(&error);
        assert!(
            said.contains("do not inflate"),
            "records that {how}: {said}"
        );
    }
}
