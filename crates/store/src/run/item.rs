//! The transcript of a run: entries that are only ever added, numbered from 1 without a gap.

use claudetask_core::{ItemKind, RunId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::run_item::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx, word};

/// An entry of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number, from 1.
    pub seq: u32,
    /// When it came.
    pub at: Timestamp,
    /// What it is.
    pub kind: ItemKind,
    /// Whether it tells of a failure.
    pub failed: bool,
    /// How many characters the whole text has.
    pub characters: u32,
    /// The tool.
    pub tool: Option<String>,
    /// The call of a tool that it belongs to.
    pub call: Option<String>,
    /// The call of the subagent that it belongs to.
    pub parent: Option<String>,
    /// One line.
    pub title: String,
    /// Its text, or the beginning of it.
    pub text: String,
}

/// An entry to add.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// When it came.
    pub at: Timestamp,
    /// What it is.
    pub kind: ItemKind,
    /// Whether it tells of a failure.
    pub failed: bool,
    /// The tool.
    pub tool: Option<String>,
    /// The call of a tool that it belongs to.
    pub call: Option<String>,
    /// The call of the subagent that it belongs to.
    pub parent: Option<String>,
    /// One line.
    pub title: String,
    /// Its whole text.
    pub text: String,
}

/// Which entries of a transcript.
#[derive(Debug, Clone, Copy)]
pub struct ItemQuery {
    /// From this number on.
    pub from: u32,
    /// At most so many.
    pub limit: u32,
    /// At most so many characters of each text.
    pub cut: u32,
}

/// The most entries that one statement adds: SQLite binds at most 32,766 values.
const ROWS: usize = 2_000;

type Row = (i64, i64, String, bool, i64, Option<String>, Option<String>, Option<String>, String, String);

impl Tx {
    /// Returns entries of a transcript in their order, with the beginnings of their texts.
    pub async fn items(&self, run: RunId, query: ItemQuery) -> Result<Vec<Item>, StoreError> {
        let cut = Func::cust("substr").args([Expr::col(Column::Content), Expr::value(1), Expr::value(query.cut)]);
        let rows: Vec<Row> = Entity::find()
            .select_only()
            .columns([Column::Seq, Column::At, Column::Kind, Column::Failed, Column::Characters])
            .columns([Column::Tool, Column::Call, Column::Parent, Column::Title])
            .column_as(Expr::expr(cut), "text")
            .filter(Column::RunId.eq(run.0))
            .filter(Column::Seq.gte(query.from))
            .order_by_asc(Column::Seq)
            .limit(u64::from(query.limit))
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        let item = |(seq, at, kind, failed, characters, tool, call, parent, title, text): Row| {
            Ok(Item {
                seq: number(seq),
                at: Timestamp::from_millis(at),
                kind: word("run_items", "kind", &kind, ItemKind::from_word)?,
                failed,
                characters: number(characters),
                tool,
                call,
                parent,
                title,
                text,
            })
        };
        rows.into_iter().map(item).collect()
    }

    /// Returns the numbers of the entries whose title or text holds `text`, whatever the case of ASCII letters, in
    /// their order.
    pub async fn items_holding(&self, run: RunId, text: &str, limit: u32) -> Result<Vec<u32>, StoreError> {
        let wanted = text.to_ascii_lowercase();
        let holds = |column: Column| {
            let lower = Func::lower(Expr::col(column));
            Expr::expr(Func::cust("instr").args([Expr::expr(lower), Expr::value(wanted.clone())])).gt(0)
        };
        let rows: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(Column::RunId.eq(run.0))
            .filter(holds(Column::Title).or(holds(Column::Content)))
            .order_by_asc(Column::Seq)
            .limit(u64::from(limit))
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(rows.into_iter().map(number).collect())
    }
}

fn number(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

impl WriteTx {
    /// Adds entries after the first `already` ones of a run.
    pub async fn append_items(&self, run: RunId, already: u32, new: Vec<NewItem>) -> Result<(), StoreError> {
        let mut seq = i64::from(already);
        let mut rows = new.into_iter().map(|item| {
            seq += 1;
            ActiveModel {
                run_id: Set(run.0),
                seq: Set(seq),
                at: Set(item.at.millis()),
                kind: Set(item.kind.as_str().to_owned()),
                failed: Set(item.failed),
                characters: Set(i64::try_from(item.text.chars().count()).unwrap_or(i64::MAX)),
                tool: Set(item.tool),
                call: Set(item.call),
                parent: Set(item.parent),
                title: Set(item.title),
                content: Set(item.text),
            }
        });
        loop {
            let chunk: Vec<_> = rows.by_ref().take(ROWS).collect();
            if chunk.is_empty() {
                return Ok(());
            }
            Entity::insert_many(chunk).exec_without_returning(&self.db).await.map_err(|e| self.error(e))?;
        }
    }
}
