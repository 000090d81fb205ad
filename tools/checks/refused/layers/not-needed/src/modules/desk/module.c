const struct module desk_module = {
    .name = "desk",
    .needs = (const struct module *const[]) { &apply_module_of_old, NULL },
};
