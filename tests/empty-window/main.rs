//! A Tauri window of the app's own pins, size and rules (CSP, asset protocol) with a page that does nothing: the floor
//! that the real window's start and memory are measured against.

use std::borrow::Cow;

use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, Runtime, WebviewUrl, WebviewWindowBuilder};

const PAGE: (&str, &[u8]) = ("/index.html", include_bytes!("page.html"));
const SCRIPT: (&str, &[u8]) = ("/page.js", include_bytes!("page.js"));

/// The page in place of the app's.
struct EmptyPage;

impl<R: Runtime> Assets<R> for EmptyPage {
    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        [PAGE, SCRIPT].into_iter().find(|(name, _)| *name == key.as_ref()).map(|(_, content)| Cow::Borrowed(content))
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new([PAGE, SCRIPT].into_iter().map(|(name, content)| (Cow::Borrowed(name), Cow::Borrowed(content))))
    }

    fn csp_hashes(&self, _: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    context.set_assets(Box::new(EmptyPage));
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Empty window")
                .inner_size(1280.0, 800.0)
                .min_inner_size(720.0, 480.0)
                .disable_drag_drop_handler()
                .build()?;
            Ok(())
        })
        .run(context)
}
