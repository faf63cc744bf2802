"""The name of every line that a function writes to its log: the ``message``, whose facts stand in fields beside it.

A closed list, so that operators can search for a name and make alarms of it. docs/operating.md says what each means
and what to do; a test holds both together. Facts are never personal data, nor anything that stands in a sheet.
"""

from __future__ import annotations

from enum import StrEnum


class LogEvent(StrEnum):
    """What happened, in the past tense or as the state that was found."""

    UPLOAD_PROCESSED = "upload_processed"
    UPLOAD_FAILED = "upload_failed"
    UPLOAD_AWAITS_SCAN = "upload_awaits_scan"
    NOTIFICATION_UNREADABLE = "notification_unreadable"
    REPORT_INCOMPLETE = "report_incomplete"

    PUBLISH_REQUEST_PROCESSED = "publish_request_processed"
    PUBLISH_REQUEST_FAILED = "publish_request_failed"

    REVISIONS_ANNOUNCED = "revisions_announced"
    ANNOUNCEMENT_FAILED = "announcement_failed"
    STREAM_RECORD_UNREADABLE = "stream_record_unreadable"
    NOTICE_RAISED = "notice_raised"
    NOTICE_NOT_RAISED = "notice_not_raised"

    NOTICES_SENT = "notices_sent"
    NOTICE_PROCESSED = "notice_processed"
    NOTICE_OUTDATED = "notice_outdated"
    NOTICE_UNREADABLE = "notice_unreadable"
    NOTICES_FAILED = "notices_failed"

    ERASURE_PROCESSED = "erasure_processed"
    ERASURE_FAILED = "erasure_failed"

    LINK_RUN_NOT_ORDERED = "link_run_not_ordered"
    LINKS_NOT_ORDERED = "links_not_ordered"
    LINKS_ASKED = "links_asked"
    LINK_ORDER_FAILED = "link_order_failed"

    SWEEP_FINISHED = "sweep_finished"
    LOG_FLAWED = "log_flawed"
    MUNICIPALITY_SWEEP_FAILED = "municipality_sweep_failed"

    EDITION_RECEIVED = "edition_received"
    EDITION_FAILED = "edition_failed"
    REGISTER_FETCHED = "register_fetched"
    REGISTER_NOT_FETCHED = "register_not_fetched"
    WATCH_FINISHED = "watch_finished"
    STORED_DATA_FLAWED = "stored_data_flawed"
    MUNICIPALITY_WATCH_FAILED = "municipality_watch_failed"

    PORTAL_UNAVAILABLE = "portal_unavailable"
    PORTAL_ERROR = "portal_error"
    PORTAL_ROWS_INCOMPLETE = "portal_rows_incomplete"

    PAGE_UNAVAILABLE = "page_unavailable"
    PAGE_ERROR = "page_error"
    PAGE_REQUEST_REFUSED = "page_request_refused"
    PAGE_ACTION_DONE = "page_action_done"
    COLLEAGUE_NOT_RECORDED = "colleague_not_recorded"
    PAGE_REFUSAL_SHOWN = "page_refusal_shown"
