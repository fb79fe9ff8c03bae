//! What the page may not do, whatever is written into it.

use std::io::ErrorKind;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::workplace::Workplace;

#[tokio::test]
async fn no_foreign_script_runs_and_no_request_leaves_the_window() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    // Whoever asks it would be let in at once: only the page's own policy keeps the page from it.
    let outside = TcpListener::bind("127.0.0.1:0").unwrap();
    outside.set_nonblocking(true).unwrap();
    let address = format!("http://{}", outside.local_addr().unwrap());
    Desktop::run("content-policy", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        assert_eq!(page.value("typeof window.__TAURI__").await, "undefined");

        let script = "window.refused = []; document.addEventListener('securitypolicyviolation', (e) => \
                      window.refused.push(e.effectiveDirective)); \
                      const inline = document.createElement('script'); inline.textContent = 'window.ran = true'; \
                      document.body.append(inline); \
                      const remote = document.createElement('script'); remote.src = arguments[0] + '/a.js'; \
                      document.body.append(remote); \
                      const image = new Image(); image.onerror = () => (window.imageFailed = true); \
                      image.src = arguments[0] + '/a.png'; document.body.append(image); \
                      const style = document.createElement('link'); style.rel = 'stylesheet'; \
                      style.href = arguments[0] + '/a.css'; document.head.append(style); \
                      const frame = document.createElement('iframe'); frame.src = arguments[0]; \
                      document.body.append(frame); \
                      fetch(arguments[0]).then(() => (window.fetched = true), () => (window.fetchFailed = true));";
        page.run(script, json!([address])).await;
        page.wait("window.imageFailed && window.fetchFailed").await;
        for directive in ["script-src", "img-src", "style-src", "connect-src", "frame-src"] {
            let refused = "window.refused.some((d) => d.startsWith(arguments[0]))";
            page.wait_with(refused, json!([directive])).await;
        }
        assert_eq!(page.value("[window.ran ?? null, window.fetched ?? null]").await, json!([null, null]));
        let knocked = outside.accept();
        assert!(knocked.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock), "{knocked:?}");

        // The page asks Tauri itself for nothing but to hear of changes.
        let invoke = "const done = arguments[arguments.length - 1]; \
                      window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((v) => done(['done', v]), \
                      (e) => done(['refused', String(e)]));";
        for (command, arguments) in [
            ("plugin:opener|open_path", json!({"path": "/"})),
            ("plugin:dialog|open", json!({"options": {}})),
            ("plugin:window|close", json!({"label": "main"})),
        ] {
            let answer = page.client().execute_async(invoke, vec![json!(command), arguments]).await.unwrap();
            assert_eq!(answer[0], "refused", "{command}: {answer}");
            assert_ne!(answer[1], Value::Null);
        }
    })
    .await;
}
