/* SPDX-License-Identifier: Apache-2.0 */
#include "model/chances.h"
#include "read/write.h"

static void
put_id(mst__out *out, const char *key, const char *id, uint32_t number)
{
    if (number == 0) {
        mst__put_key(out, key);
    }
    mst__put(out, "%s", number == 0 ? " [" : ", ");
    mst__put_word(out, id);
}

static void
end_ids(mst__out *out, uint32_t count)
{
    mst__put(out, "%s", count > 0 ? "]\n" : "");
}

static void
write_weather(mst__out *out, const mst_weather *weather)
{
    mst__put_word_line(out, "id", weather->id);
    for (uint32_t i = 0; i < weather->site_count; i++) {
        put_id(out, "sites", out->post->sites[weather->sites[i].index].id, i);
    }
    end_ids(out, weather->site_count);
    mst__write_fields(out, &(mst__field_writer){.item = weather,
                                                .fields = mst_weather_fields,
                                                .field_count = mst_weather_field_count});
    mst__put_meta(out, &weather->meta);
}

static void
write_loss(mst__out *out, const mst_loss *loss)
{
    const mst_post *post = out->post;
    mst__put_word_line(out, "id", loss->id);
    for (uint32_t i = 0; i < loss->site_count; i++) {
        put_id(out, "sites", post->sites[loss->sites[i].index].id, i);
    }
    end_ids(out, loss->site_count);
    for (uint32_t i = 0; i < loss->link_count; i++) {
        put_id(out, "links", post->links[loss->links[i].index].id, i);
    }
    end_ids(out, loss->link_count);
    for (uint32_t i = 0; i < loss->fleet_count; i++) {
        put_id(out, "fleets", post->fleets[loss->fleets[i].index].id, i);
    }
    end_ids(out, loss->fleet_count);
    mst__put_meta(out, &loss->meta);
    uint32_t indent = out->indent;
    if (loss->row_count > 0) {
        mst__put_key(out, "by");
        mst__put(out, "\n");
    }
    for (uint32_t i = 0; i < loss->row_count; i++) {
        mst__begin_item(out, indent + 2);
        mst__write_fields(out, &(mst__field_writer){.item = &loss->rows[i],
                                                    .fields = mst_loss_row_fields,
                                                    .field_count = mst_loss_row_field_count});
    }
    out->indent = indent;
}

void
mst__write_chances(mst__out *out)
{
    const struct mst_chances *chances = out->post->chances;
    bool is_set = chances->weather_count + chances->loss_count > 0;
    for (uint32_t i = 0; i < mst_chances_field_count; i++) {
        const char *at = (const char *)chances + mst_chances_fields[i].offset;
        is_set = is_set || ((const mst_quantity *)(const void *)at)->given;
    }
    if (!is_set) {
        return;
    }
    mst__put(out, "chance:\n");
    out->indent = 2;
    mst__write_fields(out, &(mst__field_writer){.item = chances,
                                                .fields = mst_chances_fields,
                                                .field_count = mst_chances_field_count});
    mst__put_meta(out, &chances->meta);
    if (chances->weather_count > 0) {
        mst__put(out, "  weather:\n");
    }
    for (uint32_t i = 0; i < chances->weather_count; i++) {
        mst__begin_item(out, 4);
        write_weather(out, &chances->weathers[i]);
    }
    out->indent = 2;
    if (chances->loss_count > 0) {
        mst__put(out, "  losses:\n");
    }
    for (uint32_t i = 0; i < chances->loss_count; i++) {
        mst__begin_item(out, 4);
        write_loss(out, &chances->losses[i]);
    }
    out->indent = 0;
}
