//! stub
#![allow(missing_docs)]
use crate::stream::Event;
use serde_json::Value;
use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};
#[derive(Debug)]
pub struct Launch {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    pub folder: PathBuf,
    pub environment: Vec<(OsString, Option<OsString>)>,
    pub tie: bool,
}
#[derive(Debug)]
pub enum Heard {
    Event(Event),
    OutputClosed,
    Ended { exit_code: Option<i32>, signal: Option<i32>, stderr: String },
}
#[derive(Debug)]
pub struct Session;
#[derive(Debug, Clone)]
pub struct Sender;
impl Sender {
    pub fn send(&self, _: &Value) {}
    pub fn close_input(&self) {}
}
impl Session {
    pub fn start(_: Launch) -> std::io::Result<Self> {
        Ok(Self)
    }
    pub fn pid(&self) -> u32 {
        0
    }
    pub async fn next(&mut self) -> Option<Heard> {
        None
    }
    pub fn sender(&self) -> Sender {
        Sender
    }
    pub fn terminate(&self) {}
    pub fn kill(&self) {}
}
pub fn user_text(_: &str) -> Value {
    Value::Null
}
pub fn interrupt(_: &str) -> Value {
    Value::Null
}
pub fn allow(_: &str, _: Value, _: Vec<Value>) -> Value {
    Value::Null
}
pub fn deny(_: &str, _: &str) -> Value {
    Value::Null
}
pub fn answer_questions(_: &str, _: Value, _: BTreeMap<String, String>) -> Value {
    Value::Null
}
pub fn refuse_request(_: &str, _: &str) -> Value {
    Value::Null
}
