//! Versions of the user's files, as they were on the disk.
//!
//! They are rows of `document_versions` beside those of tasks, and unlike them there can be so many that the oldest go.
//! A file of the user's own belongs to no single project: it is found by its name alone.

use std::collections::HashMap;

use claudetask_core::{Origin, ProjectId, Timestamp, VersionId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use crate::entity::document_bytes;
use crate::entity::document_version::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::text::sha256;
use crate::tx::{Tx, WriteTx, word};

/// A file whose versions are kept.
#[derive(Debug, Clone, Copy)]
pub struct FileKey<'a> {
    /// The project through which it is seen.
    pub project: ProjectId,
    /// Its path as it is shown.
    pub path: &'a str,
    /// Whether it is the user's own, and so the same file in all projects.
    pub own: bool,
}

/// A version without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileVersion {
    /// Its id.
    pub id: VersionId,
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// How many characters it has.
    pub characters: u64,
    /// Who wrote it.
    pub origin: Origin,
    /// When it was kept.
    pub at: Timestamp,
}

/// What the names of files begin with among all documents.
const PREFIX: &str = "file/";

impl FileKey<'_> {
    fn document(&self) -> String {
        format!("{PREFIX}{}", self.path)
    }

    fn rows(&self) -> Select<Entity> {
        let rows = Entity::find().filter(Column::Document.eq(self.document()));
        if self.own { rows } else { rows.filter(Column::ProjectId.eq(self.project.0)) }
    }
}

impl Tx {
    /// Returns the versions of a file, newest first.
    pub async fn file_versions(&self, file: &FileKey<'_>) -> Result<Vec<FileVersion>, StoreError> {
        self.some_versions(file.rows()).await
    }

    /// Returns the newest version of a file.
    pub async fn latest_file_version(&self, file: &FileKey<'_>) -> Result<Option<FileVersion>, StoreError> {
        Ok(self.some_versions(file.rows().limit(1)).await?.pop())
    }

    /// Returns one version of a file.
    pub async fn file_version(&self, file: &FileKey<'_>, id: VersionId) -> Result<Option<FileVersion>, StoreError> {
        Ok(self.some_versions(file.rows().filter(Column::Id.eq(id.0))).await?.pop())
    }

    async fn some_versions(&self, rows: Select<Entity>) -> Result<Vec<FileVersion>, StoreError> {
        let rows: Vec<(i64, String, i64, String, i64)> = rows
            .select_only()
            .columns([Column::Id, Column::Sha256, Column::Characters, Column::Origin, Column::CreatedAt])
            .order_by_desc(Column::Id)
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        rows.into_iter()
            .map(|(id, sha256, characters, origin, at)| {
                Ok(FileVersion {
                    id: VersionId(id),
                    sha256,
                    characters: characters.unsigned_abs(),
                    origin: word("document_versions", "origin", &origin, Origin::from_word)?,
                    at: Timestamp::from_millis(at),
                })
            })
            .collect()
    }

    /// Returns the hash of the newest version of each file of a project and of the user's own, by path.
    pub async fn latest_file_hashes(&self, project: ProjectId) -> Result<HashMap<String, String>, StoreError> {
        let newest = Entity::find()
            .select_only()
            .expr(Expr::col(Column::Id).max())
            .filter(Column::Document.starts_with(PREFIX))
            .filter(
                Condition::any()
                    .add(Column::ProjectId.eq(project.0))
                    .add(Column::Document.starts_with(format!("{PREFIX}~/"))),
            )
            .group_by(Column::Document)
            .into_query();
        let rows: Vec<(String, String)> = Entity::find()
            .select_only()
            .columns([Column::Document, Column::Sha256])
            .filter(Column::Id.in_subquery(newest))
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        let path = |document: &str| document.strip_prefix(PREFIX).unwrap_or(document).to_owned();
        Ok(rows.into_iter().map(|(document, sha256)| (path(&document), sha256)).collect())
    }

    /// Returns the bytes of a version; `None` where it is no longer kept.
    pub async fn file_bytes(&self, id: VersionId) -> Result<Option<Vec<u8>>, StoreError> {
        let odd = document_bytes::Entity::find_by_id(id.0).one(&self.db).await.map_err(|e| self.error(e))?;
        if let Some(odd) = odd {
            return Ok(Some(odd.content));
        }
        Ok(self.texts([id]).await?.pop().map(|text| text.content.into_bytes()))
    }
}

impl WriteTx {
    /// Keeps what a file says and returns the version; the newest one is used again when it says the same.
    pub async fn keep_file(
        &self,
        file: &FileKey<'_>,
        bytes: &[u8],
        origin: Origin,
        at: Timestamp,
    ) -> Result<VersionId, StoreError> {
        let sha256 = sha256(bytes);
        if let Some(latest) = self.latest_file_version(file).await?
            && latest.sha256 == sha256
        {
            return Ok(latest.id);
        }
        // A text holds no NUL everywhere, and nothing but UTF-8.
        let plain = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        let text = plain.map_or_else(|| String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}"), str::to_owned);
        let row = ActiveModel {
            project_id: Set(file.project.0),
            document: Set(file.document()),
            sha256: Set(sha256),
            characters: Set(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)),
            origin: Set(origin.as_str().to_owned()),
            created_at: Set(at.millis()),
            content: Set(text),
            ..Default::default()
        };
        let id = row.insert(&self.db).await.map_err(|e| self.error(e))?.id;
        if plain.is_none() {
            let odd = document_bytes::ActiveModel { version_id: Set(id), content: Set(bytes.to_vec()) };
            document_bytes::Entity::insert(odd).exec_without_returning(&self.db).await.map_err(|e| self.error(e))?;
        }
        Ok(VersionId(id))
    }

    /// Takes away the oldest versions of a file until at most `count` are left, and of those beyond the newest two so
    /// many that all have at most `characters`.
    pub async fn prune_file(&self, file: &FileKey<'_>, count: usize, characters: u64) -> Result<(), StoreError> {
        let mut sum = 0_u64;
        let mut gone = Vec::new();
        for (place, version) in self.file_versions(file).await?.into_iter().enumerate() {
            sum = sum.saturating_add(version.characters);
            if place >= count.max(1) || (place >= 2 && sum > characters) {
                gone.push(version.id.0);
            }
        }
        for chunk in gone.chunks(10_000) {
            Entity::delete_many()
                .filter(Column::Id.is_in(chunk.iter().copied()))
                .exec(&self.db)
                .await
                .map_err(|e| self.error(e))?;
        }
        Ok(())
    }

    /// Lets the versions of a file go with it to its new name.
    pub async fn move_file_versions(&self, from: &FileKey<'_>, to: &FileKey<'_>) -> Result<(), StoreError> {
        let mut update = Entity::update_many()
            .col_expr(Column::Document, Expr::value(to.document()))
            .filter(Column::Document.eq(from.document()));
        if !from.own {
            update = update.filter(Column::ProjectId.eq(from.project.0));
        }
        update.exec(&self.db).await.map_err(|e| self.error(e))?;
        Ok(())
    }
}
