//! Temporary boards, fixture repositories and a fixed clock (dev only)
