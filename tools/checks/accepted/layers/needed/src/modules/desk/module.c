const struct module desk_module = {
    .needs = (const struct module *const[]) { &papers_module, &apply_module, NULL },
};
