/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * STATUS: every fact as one line `section.key=value`.
 */
#include <inttypes.h>

#include "service/control/control.h"

static void daemon_lines(struct isle_host *host, void *out)
{
	struct isle_host_facts facts;

	isle_host_facts(host, &facts);
	isle_status_line(out, "daemon.name=%s", isle_host_name(host));
	isle_status_line(out, "daemon.version=%s", facts.version ? facts.version : "");
	isle_status_line(out, "daemon.confinement=%s", facts.confinement ? facts.confinement : "");
	isle_status_line(out, "daemon.supervisor_pid=%" PRIu32, facts.supervisor_pid);
	isle_status_line(out, "daemon.worker_pid=%" PRIu32, facts.worker_pid);
	isle_status_line(out, "daemon.restarts=%" PRIu32, facts.restarts);
	isle_status_line(out, "daemon.uptime_ms=%" PRIu64, facts.uptime_ms);
	isle_status_line(out, "daemon.log_suppressed=%" PRIu64, facts.log_suppressed);
	isle_status_line(out, "daemon.audit_refusals=%" PRIu64, facts.audit_refusals);
	isle_status_line(out, "daemon.link_violations=%" PRIu64, facts.link_violations);
}

static void session_lines(const struct isle_party_facts *facts, void *out)
{
	isle_status_line(out, "session.id=%016" PRIx64, facts->session_id);
	isle_status_line(out, "session.up_ms=%" PRIu64, facts->up_ms);
	isle_status_line(out, "session.version=%" PRIu32, facts->version);
	isle_status_line(out, "session.frame_max=%" PRIu32, facts->frame_max);
	isle_status_line(out, "session.keepalive_ms=%" PRIu32, facts->keepalive_ms);
	isle_status_line(out, "session.held=%s", facts->held ? "yes" : "no");
	isle_status_line(out, "session.contexts=%" PRIu32, facts->contexts);
	isle_status_line(out, "session.handles=%" PRIu32, facts->handles);
	isle_status_line(out, "session.clock_offset_us=%" PRId64, facts->clock_offset_us);
	isle_status_line(out, "session.round_trip_us=%" PRIu32, facts->round_trip_us);
}

static void counter_lines(const struct isle_party_facts *facts, void *out)
{
	isle_status_line(out, "counters.frames_in=%" PRIu64, facts->frames_in);
	isle_status_line(out, "counters.frames_out=%" PRIu64, facts->frames_out);
	isle_status_line(out, "counters.bytes_in=%" PRIu64, facts->bytes_in);
	isle_status_line(out, "counters.bytes_out=%" PRIu64, facts->bytes_out);
	isle_status_line(out, "counters.calls_in=%" PRIu64, facts->calls_in);
	isle_status_line(out, "counters.calls_out=%" PRIu64, facts->calls_out);
	isle_status_line(out, "counters.refused=%" PRIu64, facts->refused);
	isle_status_line(out, "counters.violations=%" PRIu64, facts->violations);
}

static void client_lines(struct isle_host *host, void *out)
{
	struct isle_party *client = isle_host_client(host);
	struct isle_party_facts facts;
	struct isle_host_facts own;

	isle_host_facts(host, &own);
	isle_status_line(out, "link.up=%s", client && isle_party_is_up(client) ? "yes" : "no");
	isle_status_line(out, "link.address=%s", own.link ? own.link : "");
	if (!client)
		return;
	isle_party_facts(client, &facts);
	isle_status_line(out, "link.client=%s", isle_party_name(client));
	session_lines(&facts, out);
	counter_lines(&facts, out);
}

static void service_lines(struct isle_host *host, void *out)
{
	const struct isle_service *service = NULL;

	while ((service = isle_host_next_service(host, service)) != NULL)
		isle_status_line(out, "services.%s=version %u, number %u", service->name,
				 service->version, service->number);
}

int isled_control_status(void *service_state, struct isle_token *token,
			 const struct isle_request *request)
{
	struct isled_control *control = service_state;
	struct isled_control_text text = { .sink = { isled_control_line } };
	int error = isled_control_permitted(token, "control STATUS");

	(void)request;
	if (error)
		return error;
	daemon_lines(control->host, &text.sink);
	client_lines(control->host, &text.sink);
	service_lines(control->host, &text.sink);
	isle_host_collect_status(control->host, &text.sink);
	return isled_control_answer(token, &text);
}
