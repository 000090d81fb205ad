const struct module desk_module = {
    .needs = (const struct module *const[]) { &apply_module, NULL },
};
