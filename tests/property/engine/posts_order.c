/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of the items of a draft, and their names.
 */
#include "posts.h"

void
draft_as_drawn(draft_order *order)
{
    for (uint32_t i = 0; i < DRAFT_LINKS; i++) {
        order->links[i] = i;
        order->sites[i % DRAFT_SITES] = i % DRAFT_SITES;
        order->types[i % DRAFT_TYPES] = i % DRAFT_TYPES;
        order->fleets[i % DRAFT_FLEETS] = i % DRAFT_FLEETS;
        order->people[i % DRAFT_PEOPLE] = i % DRAFT_PEOPLE;
    }
}

static void
shuffle(uint32_t *items, uint32_t count, mst_random *random)
{
    for (uint32_t i = count; i > 1; i--) {
        uint32_t k = mst_random_below(random, i);
        uint32_t kept = items[i - 1];
        items[i - 1] = items[k];
        items[k] = kept;
    }
}

void
draft_shuffle(draft_order *order, uint64_t seed)
{
    mst_random random;
    mst_random_init(&random, seed, 2);
    draft_as_drawn(order);
    shuffle(order->sites, DRAFT_SITES, &random);
    shuffle(order->links, DRAFT_LINKS, &random);
    shuffle(order->types, DRAFT_TYPES, &random);
    shuffle(order->fleets, DRAFT_FLEETS, &random);
    shuffle(order->people, DRAFT_PEOPLE, &random);
}

/* ---- names ---- */

static void
rename_one(int64_t *item, const uint32_t *names, uint32_t count)
{
    if (*item >= 0 && *item < count) {
        *item = names[*item];
    }
}

static int64_t
renamed_bits(int64_t bits, const uint32_t *names, uint32_t count)
{
    int64_t renamed = 0;
    for (uint32_t i = 0; i < count; i++) {
        renamed |= (bits >> i & 1) << names[i];
    }
    return renamed;
}

static void
rename_changes(draft *renamed, const draft_order *order)
{
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        draft_change *change = &renamed->changes[k];
        switch ((draft_change_what)change->what) {
        case DRAFT_CLOSE_LINK:
        case DRAFT_SLOW_LINK:
        case DRAFT_LESS_FLOW:
            rename_one(&change->item, order->links, DRAFT_LINKS);
            break;
        case DRAFT_CLOSE_FLEET:
        case DRAFT_FEWER_VEHICLES:
            rename_one(&change->item, order->fleets, DRAFT_FLEETS);
            break;
        case DRAFT_WITHDRAW:
            break;
        case DRAFT_CLOSE_SITE:
        case DRAFT_SCALE_DESKS:
        case DRAFT_SCALE_HOLD:
        case DRAFT_NEED_FORCE:
        case DRAFT_ADD_PEOPLE:
        case DRAFT_LOSE_SAFETY:
        case DRAFT_CHANGE_KINDS:
            rename_one(&change->item, order->sites, DRAFT_SITES);
            break;
        }
    }
}

static void
rename_items(const draft *post, const draft_order *order, draft *renamed)
{
    for (uint32_t i = 0; i < DRAFT_SITES; i++) {
        renamed->sites[order->sites[i]] = post->sites[i];
    }
    for (uint32_t i = 0; i < DRAFT_LINKS; i++) {
        draft_link link = post->links[i];
        rename_one(&link.a, order->sites, DRAFT_SITES);
        rename_one(&link.b, order->sites, DRAFT_SITES);
        renamed->links[order->links[i]] = link;
    }
    for (uint32_t i = 0; i < DRAFT_TYPES; i++) {
        renamed->types[order->types[i]] = post->types[i];
    }
    for (uint32_t i = 0; i < DRAFT_FLEETS; i++) {
        draft_fleet fleet = post->fleets[i];
        rename_one(&fleet.type, order->types, DRAFT_TYPES);
        rename_one(&fleet.base, order->sites, DRAFT_SITES);
        renamed->fleets[order->fleets[i]] = fleet;
    }
    for (uint32_t i = 0; i < DRAFT_PEOPLE; i++) {
        draft_people people = post->people[i];
        rename_one(&people.site, order->sites, DRAFT_SITES);
        rename_one(&people.moves_to, order->sites, DRAFT_SITES);
        people.accepts = renamed_bits(people.accepts, order->sites, DRAFT_SITES);
        renamed->people[order->people[i]] = people;
    }
}

void
draft_rename(const draft *post, const draft_order *order, draft *renamed)
{
    *renamed = *post;
    rename_items(post, order, renamed);
    rename_changes(renamed, order);
    for (uint32_t r = 0; r < DRAFT_REINFORCEMENTS; r++) {
        rename_one(&renamed->reinforcements[r].site, order->sites, DRAFT_SITES);
        rename_one(&renamed->reinforcements[r].by, order->fleets, DRAFT_FLEETS);
    }
    renamed->scope_people = renamed_bits(post->scope_people, order->people, DRAFT_PEOPLE);
    rename_one(&renamed->relocate_to, order->sites, DRAFT_SITES);
    rename_one(&renamed->prefer_fleet, order->fleets, DRAFT_FLEETS);
    rename_one(&renamed->prefer_link, order->links, DRAFT_LINKS);
}
