//! Long texts as immutable versions: what a task or a file says is a pointer to one of them.

use claudetask_core::{Origin, ProjectId, Timestamp, VersionId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::entity::document_version::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx};

/// A text to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewText<'a> {
    /// The project it belongs to.
    pub project: ProjectId,
    /// What it is a version of, such as `task/12/description`.
    pub document: &'a str,
    /// The text.
    pub content: &'a str,
    /// Who wrote it.
    pub origin: Origin,
    /// Now.
    pub at: Timestamp,
}

/// A stored version with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its id.
    pub id: VersionId,
    /// The text.
    pub content: String,
}

impl Tx {
    /// Returns the texts of these versions, in no particular order.
    pub async fn texts(&self, ids: impl IntoIterator<Item = VersionId>) -> Result<Vec<Text>, StoreError> {
        let mut ids: Vec<i64> = ids.into_iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut texts = Vec::with_capacity(ids.len());
        // SQLite binds at most 32,766 values to a statement.
        for chunk in ids.chunks(10_000) {
            let rows: Vec<(i64, String)> = Entity::find()
                .select_only()
                .column(Column::Id)
                .column(Column::Content)
                .filter(Column::Id.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(&self.db)
                .await
                .map_err(|e| self.error(e))?;
            texts.extend(rows.into_iter().map(|(id, content)| Text { id: VersionId(id), content }));
        }
        Ok(texts)
    }
}

impl WriteTx {
    /// Keeps a text and returns its version; the latest version is used again when it says the same.
    pub async fn keep_text(&self, new: NewText<'_>) -> Result<VersionId, StoreError> {
        let sha256 = sha256(new.content.as_bytes());
        let latest: Option<(i64, String)> = Entity::find()
            .select_only()
            .column(Column::Id)
            .column(Column::Sha256)
            .filter(Column::ProjectId.eq(new.project.0))
            .filter(Column::Document.eq(new.document))
            .order_by_desc(Column::Id)
            .limit(1)
            .into_tuple()
            .one(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        if let Some((id, hash)) = latest
            && hash == sha256
        {
            return Ok(VersionId(id));
        }
        let row = ActiveModel {
            project_id: Set(new.project.0),
            document: Set(new.document.to_owned()),
            sha256: Set(sha256),
            characters: Set(i64::try_from(new.content.chars().count()).unwrap_or(i64::MAX)),
            origin: Set(new.origin.as_str().to_owned()),
            created_at: Set(new.at.millis()),
            content: Set(new.content.to_owned()),
            ..Default::default()
        };
        Ok(VersionId(row.insert(&self.db).await.map_err(|e| self.error(e))?.id))
    }
}

/// Returns the SHA-256 of bytes in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
