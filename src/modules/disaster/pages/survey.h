/* SPDX-License-Identifier: Apache-2.0 */
/* One survey: what is known, who looks at it, the form of what is seen, and all records. */
#ifndef MODULES_DISASTER_PAGES_SURVEY_H
#define MODULES_DISASTER_PAGES_SURVEY_H

#include "platform/page/page.h"

struct disaster_fact {
    struct str label, value;
};
struct disaster_choice {
    struct str name, title;
    bool chosen;
};
struct disaster_part_row {
    struct str name, title, value, error;
    int most;
    bool has_error;
};
struct disaster_record_row {
    struct str when, who, words, seen_on, detail, note, round;
    bool stands, has_note;
};
struct disaster_photo {
    struct str name;
    struct url open;
};
struct disaster_fault_row {
    struct str field, text;
};

struct disaster_certificate_row {
    struct str number, issued, state, note;
    struct url open;
    bool is_good, has_note;
};

struct disaster_survey_view {
    struct str place, person, number, round, state, message, who, planned, planned_typed, planned_error;
    int64_t version;
    struct url here, claim, plan, record, sheet, to_case;
    LIST(struct disaster_fact) facts;
    LIST(struct disaster_photo) photos;
    LIST(struct disaster_record_row) records;
    LIST(struct disaster_fault_row) faults;
    LIST(struct disaster_choice) methods;
    LIST(struct disaster_choice) structures;
    LIST(struct disaster_choice) glances;
    LIST(struct disaster_choice) floods;
    LIST(struct disaster_part_row) parts;
    struct str method, method_title, structure, structure_title, seen_on, depth, note;
    struct str seen_on_error, depth_error, photos_error, note_error;
    int n_faults, n_photos;
    bool has_message, has_faults, has_photos, has_records, can_claim, can_take_over, can_give_up, can_record, is_self, is_over,
        by_force, is_low, has_seen_on_error, has_depth_error, has_photos_error, has_note_error, has_planned_error, is_again;
    struct str again_reason, copies;
    LIST(struct disaster_certificate_row) certificates;
    struct url certify, hand;
    bool has_certificates, can_certify, can_hand;
};

#endif
