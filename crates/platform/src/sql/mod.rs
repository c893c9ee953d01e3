//! What is kept relationally: the plan and its ledger, vouchers, sources, users and sessions, drafts, projector offsets.
