//! The only user of git2: repository and branches
