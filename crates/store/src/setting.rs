//! The app's own settings: a JSON text a key.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::entity::setting::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx};

impl Tx {
    /// Returns the JSON text of a setting.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row = Entity::find_by_id(key).one(&self.db).await.map_err(|e| self.error(e))?;
        Ok(row.map(|row| row.value))
    }
}

impl WriteTx {
    /// Stores the JSON text of a setting.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let row = ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
        Entity::insert(row)
            .on_conflict(OnConflict::column(Column::Key).update_column(Column::Value).to_owned())
            .exec_without_returning(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(())
    }
}
