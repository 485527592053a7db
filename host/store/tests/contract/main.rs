//! One contract, every backend. A new backend adds one `contract!` line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accept;
mod activations;
mod administration;
mod backends;
mod blobs;
mod depot;
mod differential;
mod faults;
#[path = "../support/fixtures.rs"]
mod fixtures;
mod lanes;
mod leases;
mod lists;
mod portal;
mod retention;
mod transitions;

macro_rules! contract {
    ($backend:ident, $open:expr; $($suite:ident: $($test:ident),+ $(,)?;)+) => {
        mod $backend {
            $(mod $suite {
                $(#[test]
                fn $test() {
                    let (store, _guard) = $open;
                    crate::$suite::$test(&store);
                })+
            })+
        }
    };
}

macro_rules! blob_tests {
    ($backend:ident, $open:expr) => {
        contract! { $backend, $open;
            blobs: bytes_come_back_by_their_digest, pieces_end_where_the_blob_ends,
                what_is_not_there_is_said_to_be_missing, an_unfinished_blob_leaves_nothing,
                the_sweep_takes_what_nobody_needs;
        }
    };
}

macro_rules! all_tests {
    ($backend:ident, $open:expr) => {
        contract! { $backend, $open;
            accept: a_message_is_there_with_its_job_and_entry, a_repeated_key_gives_the_first_receipt,
                a_key_with_other_content_is_refused, keys_of_sources_are_apart, the_same_id_twice_is_refused,
                sequences_grow, a_part_of_a_chain_has_no_gaps;
            leases: tenants_take_turns, turns_go_on_with_the_next_lease, a_quota_counts_jobs_that_are_out,
                slow_tenants_share_a_quota,
                a_lost_lease_cannot_commit, a_dead_worker_gives_its_jobs_back, a_lease_that_ran_out_may_commit_until_it_is_handed_out_again,
                a_retry_ends_the_lease, an_extended_lease_is_not_handed_out, oldest_first_within_a_tenant,
                next_due_looks_past_what_is_due, a_waiter_is_woken_by_an_acceptance,
                classes_have_queues_of_their_own, a_message_waits_in_the_queue_it_was_accepted_for;
            lanes: a_later_message_waits_for_the_earlier_one, a_parked_message_keeps_its_lane_closed,
                messages_without_a_case_run_side_by_side, a_message_takes_its_jobs_along_into_another_lane,
                an_earlier_message_that_arrives_in_a_lane_closes_it;
            transitions: a_decision_is_applied_as_a_whole, a_refused_decision_changes_nothing,
                a_persons_change_needs_the_version, dropping_jobs_takes_the_lease_away,
                the_last_delivery_settles_the_message, an_intent_keeps_the_lease, counts_follow;
            lists: pages_run_from_newest_to_oldest, filters_narrow_down, limits_are_kept_within_bounds;
            administration: revisions_are_numbered, the_same_configuration_adds_no_revision,
                keys_can_be_revoked_once;
            activations: activations_are_numbered_and_found_again, a_change_needs_the_version_and_is_whole,
                what_is_due_is_found_by_its_day, components_of_drafts_are_kept,
                the_newest_function_test_of_a_content_counts, time_is_remembered_forward_only_until_somebody_has_looked,
                shadow_runs_are_counted, parked_messages_are_found_by_reason_oldest_first;
            portal: accounts_are_found_by_name_and_subject, sessions_end_one_by_one_all_at_once_and_by_time,
                the_audit_log_is_a_chain, audit_pages_narrow_down, notes_are_replaced,
                a_proposal_is_decided_once, lead_times_are_those_of_the_newest, parked_messages_are_counted, deletions_are_proven,
                a_target_that_fails_shows_up, messages_are_found_by_case_and_time;
            retention: content_is_wiped_and_evidence_stays, what_is_not_final_long_enough_keeps_its_content,
                evidence_goes_in_whole_prefixes, a_live_message_holds_the_evidence_behind_it,
                evidence_goes_piece_by_piece, blobs_are_in_use_as_long_as_somebody_needs_them;
            depot: a_tag_never_moves, tags_and_repositories_come_in_pages, bytes_belong_to_repositories,
                referrers_are_found_by_subject_and_type, uploads_grow_in_order, a_package_goes_step_by_step,
                packages_are_found_by_what_they_are, a_plugins_name_belongs_to_who_came_first;
        }
    };
}

all_tests!(memory, crate::backends::memory());
all_tests!(sqlite, crate::backends::sqlite());
blob_tests!(memory_blobs, crate::backends::memory_blobs());
blob_tests!(file_blobs, crate::backends::file_blobs());
