/* A backend with one graphics card that is not there, as ggml loads it from a file (ggml-backend-impl.h, version 2).
 * NAME and ADDRESS are the card's; with FAULT it ends the process that loads it, with HANG it never answers. Whoever
 * puts a model on the card is ended too, or with STALL never hears of it again. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

struct properties {
    const char *name, *description;
    size_t free, total;
    int kind;
    const char *address;
    _Bool abilities[5];
};
struct device {
    const char *(*name)(struct device *);
    const char *(*description)(struct device *);
    void (*memory)(struct device *, size_t *, size_t *);
    int (*kind)(struct device *);
    void (*properties)(struct device *, struct properties *);
    void *what_it_computes[10];
    struct registry *registry;
    void *context;
};
struct registry {
    int version;
    const char *(*name)(struct registry *);
    size_t (*count)(struct registry *);
    struct device *(*device)(struct registry *, size_t);
    void *(*function)(struct registry *, const char *);
    void *context;
};

static struct registry registry;
static struct device device;

static const char *registry_name(struct registry *r) { return NAME; }
static size_t count(struct registry *r) { return 1; }
static struct device *first(struct registry *r, size_t i) { return &device; }
static void *function(struct registry *r, const char *name) { return NULL; }
static const char *name(struct device *d) { return NAME "0"; }
static const char *description(struct device *d) { return "A card of a test"; }
static void memory(struct device *d, size_t *free, size_t *total) { *free = *total = (size_t)8 << 30; }
static int kind(struct device *d) { return 1; }
static void properties(struct device *d, struct properties *p) {
    *p = (struct properties){name(d), description(d), 0, 0, 1, ADDRESS, {0}};
    memory(d, &p->free, &p->total);
}

static void *stall(void) {
    for (;;) sleep(1000);
}

struct registry *ggml_backend_init(void) {
#ifdef FAULT
    abort();
#endif
#ifdef HANG
    for (;;) sleep(1000);
#endif
    registry = (struct registry){2, registry_name, count, first, function, NULL};
    device = (struct device){name, description, memory, kind, properties, {0}, &registry, NULL};
#ifdef STALL
    for (int i = 0; i < 10; i++) device.what_it_computes[i] = stall;
#endif
    return &registry;
}
