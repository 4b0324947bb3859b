/* SPDX-License-Identifier: BSD-3-Clause */
/* What a configuration permits, said in plain words. */
#include <arpa/inet.h>
#include <string.h>

#include "config_values.h"
#include "linux/device.h"

static void explain_net(const struct isled_net *net, FILE *out)
{
	char text[INET6_ADDRSTRLEN];
	bool v4 = IN6_IS_ADDR_V4MAPPED(&net->address);

	if (v4)
		inet_ntop(AF_INET, &net->address.s6_addr[12], text, sizeof(text));
	else
		inet_ntop(AF_INET6, &net->address, text, sizeof(text));
	fprintf(out, " %s/%u", text, v4 && net->bits >= 96 ? net->bits - 96 : net->bits);
}

static void explain_link(const struct isled_config *config, FILE *out)
{
	fprintf(out, "Client %s connects to %s.\n", config->name, config->link);
	if (strncmp(config->link, "tcp:", 4) == 0) {
		fprintf(out, "It may come from");
		for (unsigned i = 0; i < config->peers_n; i++)
			explain_net(&config->peers[i], out);
		fprintf(out, "%s.\n", config->peers_n ? "" : " any loopback address");
		return;
	}
	if (strncmp(config->link, "serial:", 7) == 0) {
		fprintf(out, "Whoever is at the other end of the line is the client.\n");
		return;
	}
	fprintf(out, "It must run as");
	for (unsigned i = 0; i < config->peer_uids_n; i++)
		fprintf(out, " uid %u,", (unsigned)config->peer_uids[i]);
	fprintf(out, "%s.\n",
		config->peer_uids_n ? " or the uid that started isled"
				    : " the uid that started isled");
}

static void explain_times(const struct isled_config *config, FILE *out)
{
	if (config->keepalive_ms)
		fprintf(out, "Silence of %u ms ends the link", config->keepalive_ms);
	else
		fprintf(out, "Silence never ends the link");
	fprintf(out, "; after a loss its handles are kept for %u ms.\n", config->linger_ms);
}

static void explain_export(const struct isled_config *config,
			   const struct isled_config_export *export, FILE *out)
{
	size_t n = strlen(export->path);

	fprintf(out, "  %s: %s", export->path,
		export->read_only ? "may be read" : "may be read and written");
	if (strcmp(export->path, export->root) != 0)
		fprintf(out, "; on Linux it is %s", export->root);
	if (!export->xdev)
		fprintf(out, "; other mounts below it are closed");
	if (!export->read_only && export->nodes == ISLE_NODES_NONE)
		fprintf(out, "; no FIFOs or sockets are made");
	if (!export->read_only && export->nodes == ISLE_NODES_ANY)
		fprintf(out, "; DEVICES may be made, as far as Linux lets it");
	fprintf(out, "\n");
	for (unsigned i = 0; i < export->hide_n; i++)
		fprintf(out, "    %s does not exist for the client\n", export->hide[i]);
	for (unsigned i = 0; i < config->exports_n; i++) {
		const char *inner = config->exports[i]->path;

		if (config->exports[i] != export && strncmp(inner, export->path, n) == 0 &&
		    (inner[n] == '/' || n == 1))
			fprintf(out, "    %s has rules of its own\n", inner);
	}
}

static void explain_request(const struct isle_request_rule *rule, FILE *out)
{
	static const char *const ways[] = { "no", "in", "out", "in and out" };
	const struct isled_ioctl *known = isled_ioctl_find(rule->request);

	if (known)
		fprintf(out, "  %s: request %s is permitted\n", rule->path, known->name);
	else
		fprintf(out, "  %s: request 0x%08x is passed on, %u bytes %s%s\n", rule->path,
			rule->request, rule->bytes, ways[rule->direction & 3],
			rule->by_value ? ", with the client's value" : "");
}

static void explain_files(const struct isled_config *config, FILE *out)
{
	if (!config->exports_n)
		fprintf(out, "No files are exported.\n");
	else
		fprintf(out, "Files (everything else is refused with EACCES):\n");
	for (unsigned i = 0; i < config->exports_n; i++)
		explain_export(config, config->exports[i], out);
	for (unsigned i = 0; i < config->grants_n; i++)
		fprintf(out, "  grant %s: opened for it to %s\n", config->grants[i]->path,
			!config->grants[i]->write ? "read"
			: config->grants[i]->read ? "read and write"
						  : "write");
	for (unsigned i = 0; i < config->requests_n; i++)
		explain_request(&config->requests[i], out);
}

static void explain_console(const struct isled_config *config, FILE *out)
{
	fprintf(out, "The last %u bytes of its console are kept", config->ring_bytes);
	if (config->log)
		fprintf(out, ", and a log of %llu bytes in %s with %u older ones",
			(unsigned long long)config->log_bytes, config->log, config->log_keep);
	fprintf(out, ".\nDangerous terminal sequences %s.\n",
		config->filter ? "are filtered" : "REACH THE TERMINAL of whoever watches");
}

static void explain_forwards(const struct isled_config *config, FILE *out)
{
	struct sockaddr_in6 endpoint;
	bool loopback = true;

	for (unsigned i = 0; i < config->forwards_n; i++) {
		isled_value_endpoint(config->forwards[i]->address, &endpoint, &loopback);
		fprintf(out, "Connections to tcp %s go to its service %s%s.\n",
			config->forwards[i]->address, config->forwards[i]->service,
			loopback ? "" : " (OPEN TO OTHER MACHINES)");
	}
}

void isled_config_explain(const struct isled_config *config, FILE *out)
{
	const struct isle_limits *limits = &config->limits;

	explain_link(config, out);
	explain_times(config, out);
	explain_files(config, out);
	explain_console(config, out);
	explain_forwards(config, out);
	fprintf(out, "Programs on Linux: %u at once, %s.\n", limits->programs,
		config->any_program ? "any user" : "those who may control isled");
	fprintf(out, "Control (status, hold, console): root, isled's own user%s%s.\n",
		config->control_group ? " and group " : "",
		config->control_group ? config->control_group : "");
	fprintf(out,
		"Limits: %u handles (%u a context), %u contexts, %u calls, %u channels, %u services.\n",
		limits->handles, limits->context_handles, limits->contexts, limits->calls,
		limits->channels, limits->services);
	if (config->testing)
		fprintf(out, "TESTING is on: not for use in the field.\n");
}
