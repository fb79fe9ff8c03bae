//! The tables as sea-orm sees them. Entities never leave this crate.

#![expect(unreachable_pub, reason = "the derives of sea-orm write public items")]

pub(crate) mod document_bytes;
pub(crate) mod document_version;
pub(crate) mod event;
pub(crate) mod project;
pub(crate) mod run;
pub(crate) mod run_item;
pub(crate) mod run_request;
pub(crate) mod setting;
pub(crate) mod task;
pub(crate) mod task_link;
