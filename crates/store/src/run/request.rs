//! What runs ask of the user: permissions and questions, with their answers.

use claudetask_core::{Origin, RequestId, RequestKind, RequestState, RunId, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::entity::run;
use crate::entity::run_request::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx, word};

/// A request as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// Its id.
    pub id: RequestId,
    /// The run that asks.
    pub run_id: RunId,
    /// How far it is.
    pub state: RequestState,
    /// What is asked.
    pub kind: RequestKind,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Who answered.
    pub answered_by: Option<Origin>,
    /// The program's own name of it.
    pub request: String,
    /// The tool.
    pub tool: String,
    /// The call of the tool.
    pub call: Option<String>,
    /// One line.
    pub title: String,
    /// Why it is asked.
    pub reason: Option<String>,
    /// The rules that would allow it for the whole run, as JSON.
    pub for_run: Option<String>,
    /// The answer, as JSON.
    pub answer: Option<String>,
    /// What the tool is given, as JSON.
    pub input: String,
}

/// A request that is not stored yet.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The run that asks.
    pub run_id: RunId,
    /// What is asked.
    pub kind: RequestKind,
    /// Now.
    pub at: Timestamp,
    /// The program's own name of it.
    pub request: String,
    /// The tool.
    pub tool: String,
    /// The call of the tool.
    pub call: Option<String>,
    /// One line.
    pub title: String,
    /// Why it is asked.
    pub reason: Option<String>,
    /// The rules that would allow it for the whole run, as JSON.
    pub for_run: Option<String>,
    /// What the tool is given, as JSON.
    pub input: String,
}

fn record(row: Model) -> Result<RequestRecord, StoreError> {
    let table = "run_requests";
    let origin = |origin: String| word(table, "answered_by", &origin, Origin::from_word);
    Ok(RequestRecord {
        id: RequestId(row.id),
        run_id: RunId(row.run_id),
        state: word(table, "state", &row.state, RequestState::from_word)?,
        kind: word(table, "kind", &row.kind, RequestKind::from_word)?,
        asked_at: Timestamp::from_millis(row.asked_at),
        answered_at: row.answered_at.map(Timestamp::from_millis),
        answered_by: row.answered_by.map(origin).transpose()?,
        request: row.request,
        tool: row.tool,
        call: row.call,
        title: row.title,
        reason: row.reason,
        for_run: row.for_run,
        answer: row.answer,
        input: row.input,
    })
}

impl Tx {
    /// Returns a request.
    pub async fn request(&self, id: RequestId) -> Result<Option<RequestRecord>, StoreError> {
        let row = Entity::find_by_id(id.0).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns the requests of live runs that are not dealt with, the oldest first.
    pub async fn pending_requests(&self) -> Result<Vec<RequestRecord>, StoreError> {
        let live = run::Entity::find().select_only().column(run::Column::Id).filter(run::Column::EndedAt.is_null());
        let pending = Column::State.is_in([RequestState::Open, RequestState::Answered].map(RequestState::as_str));
        let select = Entity::find()
            .filter(Column::RunId.in_subquery(live.into_query()))
            .filter(pending)
            .order_by_asc(Column::Id);
        select.all(&self.db).await.map_err(|e| self.error(e))?.into_iter().map(record).collect()
    }

    /// Returns all requests of a run, the oldest first.
    pub async fn requests_of(&self, run: RunId) -> Result<Vec<RequestRecord>, StoreError> {
        let select = Entity::find().filter(Column::RunId.eq(run.0)).order_by_asc(Column::Id);
        select.all(&self.db).await.map_err(|e| self.error(e))?.into_iter().map(record).collect()
    }
}

impl WriteTx {
    /// Stores a new request, which is open.
    pub async fn insert_request(&self, new: NewRequest) -> Result<RequestRecord, StoreError> {
        let row = ActiveModel {
            run_id: Set(new.run_id.0),
            state: Set(RequestState::Open.as_str().to_owned()),
            kind: Set(new.kind.as_str().to_owned()),
            asked_at: Set(new.at.millis()),
            request: Set(new.request),
            tool: Set(new.tool),
            call: Set(new.call),
            title: Set(new.title),
            reason: Set(new.reason),
            for_run: Set(new.for_run),
            input: Set(new.input),
            ..Default::default()
        };
        record(row.insert(&self.db).await.map_err(|e| self.error(e))?)
    }

    /// Stores what can change of a request.
    pub async fn update_request(&self, record: &RequestRecord) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(record.id.0),
            state: Set(record.state.as_str().to_owned()),
            answered_at: Set(record.answered_at.map(Timestamp::millis)),
            answered_by: Set(record.answered_by.map(|origin| origin.as_str().to_owned())),
            answer: Set(record.answer.clone()),
            ..Default::default()
        };
        Entity::update(row).exec_without_returning(&self.db).await.map_err(|e| self.error(e))?;
        Ok(())
    }
}
