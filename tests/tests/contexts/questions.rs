//! What developers ask, and the tables that a good engineer would need. They were written down before any answer was seen.

/// A question about a schema.
#[derive(Debug)]
pub struct Question {
    /// A bug report, for the debugging context; else work on a feature or on a query, for the feature context.
    pub is_bug: bool,
    /// As typed.
    pub text: &'static str,
    /// Without these there is no good answer.
    pub tables: &'static [&'static str],
}

const fn task(text: &'static str, tables: &'static [&'static str]) -> Question {
    Question { is_bug: false, text, tables }
}

const fn bug(text: &'static str, tables: &'static [&'static str]) -> Question {
    Question { is_bug: true, text, tables }
}

/// PostgreSQL, 170 tables, foreign keys, no prose: monitoring.
pub const ZABBIX: [Question; 10] = [
    task(
        "Show on the profile page of a user which user groups they belong to, and what rights each of these has on host groups",
        &["users", "users_groups", "usrgrp", "rights", "hstgrp"],
    ),
    bug(
        "notification mails are not delivered although the action ran; the user has media configured",
        &["actions", "alerts", "media", "media_type"],
    ),
    task(
        "all hosts in a host group together with their agent interfaces",
        &["hosts", "hosts_groups", "hstgrp", "interface"],
    ),
    task("hourly averages of an item of a host over the last month, from trends", &["items", "hosts", "trends"]),
    task(
        "Let users plan maintenance for hosts and host groups, once or weekly, restricted by problem tags",
        &[
            "maintenances",
            "maintenances_hosts",
            "maintenances_groups",
            "maintenances_windows",
            "timeperiods",
            "maintenance_tag",
        ],
    ),
    bug("low level discovery does not remove items that are no longer discovered", &["items", "item_discovery"]),
    task(
        "acknowledge a problem with a message, and close it on request",
        &["acknowledges", "events", "problem", "task", "task_close_problem"],
    ),
    task(
        "dashboards that are shared with a user group, with their pages and widgets",
        &["dashboard", "dashboard_usrgrp", "dashboard_page", "widget", "usrgrp"],
    ),
    task(
        "An administrator revokes the API tokens of another user; this must appear in the audit log",
        &["token", "users", "auditlog"],
    ),
    bug(
        "the SLA report counts excluded downtime of a service as downtime",
        &["sla", "sla_excluded_downtime", "sla_service_tag", "service_tag", "services"],
    ),
];

/// MySQL, 58 tables, neither foreign keys nor prose: a wiki.
pub const MEDIAWIKI: [Question; 10] = [
    task("latest revision of each page of a namespace, with the name of who made it", &["page", "revision", "actor"]),
    task("list the members of a category by the time they were added", &["category", "categorylinks", "page"]),
    bug("entries of the watchlist do not expire", &["watchlist", "watchlist_expiry"]),
    task("get the wikitext of an old revision", &["revision", "slots", "content", "text"]),
    task(
        "block a range of IP addresses from editing certain pages only",
        &["ipblocks", "ipblocks_restrictions", "page"],
    ),
    task("recent changes with the names of their tags", &["recentchanges", "change_tag", "change_tag_def"]),
    bug("a deleted file cannot be restored with its old versions", &["filearchive", "image", "oldimage"]),
    task("rename a user", &["user", "actor"]),
    task("which pages use a given template?", &["templatelinks", "linktarget", "page"]),
    bug("log entries appear without the comment of the person who acted", &["logging", "comment", "actor"]),
];

/// Convex, 9 tables, with prose and features: a chat assistant that knows documents.
pub const AI_TEMPLATE: [Question; 10] = [
    task("authentication", &["users", "accounts", "sessions"]),
    task("chat", &["chat_sessions", "chat_messages", "users"]),
    task("knowledge", &["source_documents", "document_chunks"]),
    task("Let people sign in with GitHub beside their password", &["users", "accounts", "sessions"]),
    task("send a mail to reset a forgotten password", &["users", "password_reset_tokens", "accounts"]),
    task(
        "show the sources that an answer of the assistant cites",
        &["chat_messages", "source_documents", "document_chunks"],
    ),
    bug("users are signed out too early", &["sessions", "users"]),
    bug("a document is stuck in processing and is not found by search", &["source_documents", "document_chunks"]),
    bug("trace one failed request through Next.js and the workers", &["debug_logs"]),
    task(
        "delete an account with everything that belongs to the user",
        &["users", "accounts", "sessions", "password_reset_tokens", "chat_sessions", "chat_messages"],
    ),
];

/// MySQL, 60 tables, with foreign keys and few comments: a DHCP server. Written when the ranking was done, and never tuned for.
pub const KEA: [Question; 10] = [
    task("which IPv4 leases expire within the next hour, and in which state are they?", &["lease4", "lease_state"]),
    task(
        "reserve an IPv6 prefix for a host that is identified by its DUID",
        &["hosts", "ipv6_reservations", "host_identifier_type"],
    ),
    bug(
        "declined IPv4 addresses still count as assigned in the statistics of their subnet",
        &["lease4", "lease4_stat", "lease_state"],
    ),
    task("move an IPv4 subnet into another shared network", &["dhcp4_subnet", "dhcp4_shared_network"]),
    task(
        "show who changed what in the configuration of the DHCPv4 server, and when",
        &["dhcp4_audit", "dhcp4_audit_revision", "modification"],
    ),
    task("which options does a client get from an IPv4 pool?", &["dhcp4_pool", "dhcp4_options"]),
    bug(
        "a client class is evaluated before the class that it depends on",
        &["dhcp4_client_class", "dhcp4_client_class_order", "dhcp4_client_class_dependency"],
    ),
    task(
        "assign an IPv4 subnet to several servers by their tags",
        &["dhcp4_subnet", "dhcp4_subnet_server", "dhcp4_server"],
    ),
    task("delegate prefixes from the pools of an IPv6 subnet", &["dhcp6_pd_pool", "dhcp6_subnet"]),
    bug(
        "a global parameter with a boolean value is read as a string",
        &["dhcp4_global_parameter", "parameter_data_type"],
    ),
];

/// PostgreSQL, some 30 tables, no foreign keys, few words: backups. Written and asked last of all.
pub const BACULA: [Question; 10] = [
    task("list the files of a backup job with their paths", &["file", "path", "job"]),
    bug(
        "a volume is marked full although it has hardly any bytes; which jobs wrote to it?",
        &["media", "jobmedia", "job"],
    ),
    task("which pool does a volume belong to, and when may it be recycled?", &["media", "pool"]),
    task("show the log messages of failed jobs of a client", &["job", "log", "client", "status"]),
    task("volumes that were moved to another location", &["media", "location", "locationlog"]),
    bug("restoring a file from its base job fails", &["basefiles", "file", "job"]),
    task("storage devices and the media types that they take", &["device", "mediatype", "storage"]),
    task("which file set did a job use?", &["job", "fileset"]),
    bug("counters do not wrap around at their maximum", &["counters"]),
    task("browse a backup: the folders below a path that a job has seen", &["path", "pathhierarchy", "pathvisibility"]),
];
