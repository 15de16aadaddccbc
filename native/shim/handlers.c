// SPDX-License-Identifier: Apache-2.0
/*
 * libbpf's section handlers pass the user's cookie as a C long, which JavaCPP cannot have among a
 * callback's arguments. These pass a long long on; libbpf's own cookie leads to them.
 */
#include "libbpf_java.h"

#include <errno.h>
#include <stdlib.h>

struct handler {
	struct handler *next;
	int id;
	long long cookie;
	lbj_prog_setup_fn setup;
	lbj_prog_prepare_load_fn prepare_load;
	lbj_prog_attach_fn attach;
};

/* As in libbpf, registering is not safe on several threads at once. */
static struct handler *handlers;

static int on_setup(struct bpf_program *prog, long cookie)
{
	struct handler *handler = (struct handler *)cookie;

	return handler->setup(prog, handler->cookie);
}

static int on_prepare_load(struct bpf_program *prog, struct bpf_prog_load_opts *opts, long cookie)
{
	struct handler *handler = (struct handler *)cookie;

	return handler->prepare_load(prog, opts, handler->cookie);
}

static int on_attach(const struct bpf_program *prog, long cookie, struct bpf_link **link)
{
	struct handler *handler = (struct handler *)cookie;

	return handler->attach(prog, handler->cookie, link);
}

int lbj_register_prog_handler(const char *section, int prog_type, int expected_attach_type,
			      long long cookie, lbj_prog_setup_fn setup,
			      lbj_prog_prepare_load_fn prepare_load, lbj_prog_attach_fn attach)
{
	struct handler *handler = calloc(1, sizeof(*handler));

	if (!handler)
		return -ENOMEM;
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = (long)handler,
		    .prog_setup_fn = setup ? on_setup : NULL,
		    .prog_prepare_load_fn = prepare_load ? on_prepare_load : NULL,
		    .prog_attach_fn = attach ? on_attach : NULL);
	handler->cookie = cookie;
	handler->setup = setup;
	handler->prepare_load = prepare_load;
	handler->attach = attach;
	handler->id = libbpf_register_prog_handler(section, (enum bpf_prog_type)prog_type,
						   (enum bpf_attach_type)expected_attach_type, &opts);
	if (handler->id < 0) {
		int err = handler->id;

		free(handler);
		return err;
	}
	handler->next = handlers;
	handlers = handler;
	return handler->id;
}

int lbj_unregister_prog_handler(int id)
{
	for (struct handler **at = &handlers; *at; at = &(*at)->next) {
		struct handler *found = *at;

		if (found->id == id) {
			int err = libbpf_unregister_prog_handler(id);

			if (!err) {
				*at = found->next;
				free(found);
			}
			return err;
		}
	}
	return -ENOENT;
}
