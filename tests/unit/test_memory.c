/* Tests of growing arrays and buffers, also when memory is full. */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/memory.h"

struct numbers {
    long *items;
    size_t count, room;
};

START_TEST(an_array_keeps_its_items_as_it_grows)
{
    struct numbers list = {0};
    int wrong = 0;

    for (long i = 0; i < 10000; i++)
        *array_add(&list) = 3 * i;
    ck_assert_uint_eq(list.count, 10000);
    ck_assert_uint_ge(list.room, 10000);
    ck_assert_uint_le(list.room, 15000);
    for (long i = 0; i < 10000; i++)
        wrong += list.items[i] != 3 * i;
    ck_assert_int_eq(wrong, 0);
    free(list.items);
}
END_TEST

START_TEST(an_array_moves_seldom)
{
    struct numbers list = {0};
    int growths = 0;

    for (int i = 0; i < 100000; i++) {
        growths += list.count == list.room;
        *array_add(&list) = i;
    }
    ck_assert_int_le(growths, 35);
    free(list.items);
}
END_TEST

START_TEST(the_first_room_of_an_array_is_exact)
{
    size_t room = 0;
    int *items = array_grow(NULL, 0, 1, &room, sizeof *items);

    ck_assert_uint_eq(room, 1);
    items = array_grow(items, 1, 7, &room, sizeof *items);
    ck_assert_uint_eq(room, 8);
    ck_assert_ptr_eq(array_grow(items, 7, 1, &room, sizeof *items), items);
    ck_assert_uint_eq(room, 8);
    free(items);
}
END_TEST

START_TEST(an_array_that_cannot_grow_is_unchanged)
{
    size_t room = 0;
    long *items = array_grow(NULL, 0, 4, &room, sizeof *items);

    items[3] = 77;
    ck_assert_ptr_null(array_try_grow(items, 4, SIZE_MAX, &room, sizeof *items));
    ck_assert_ptr_null(array_try_grow(items, 4, SIZE_MAX - 4, &room, sizeof *items));
    ck_assert_ptr_null(array_try_grow(items, 4, SIZE_MAX / sizeof *items, &room, sizeof *items));
    ck_assert_uint_eq(room, 4);
    ck_assert_int_eq(items[3], 77);
    free(items);
}
END_TEST

START_TEST(a_buffer_holds_any_bytes_and_ends_with_nul)
{
    struct buffer buffer = {0};

    buffer_add(&buffer, NULL, 0);
    ck_assert_str_eq(buffer.bytes, "");
    buffer_add(&buffer, "a\0b", 3);
    buffer_add_text(&buffer, "cd");
    ck_assert_uint_eq(buffer.length, 5);
    ck_assert_mem_eq(buffer.bytes, "a\0bcd", 6);
    buffer.length = 0;
    buffer_add_text(&buffer, "x");
    ck_assert_str_eq(buffer.bytes, "x");
    buffer_free(&buffer);
    ck_assert_ptr_null(buffer.bytes);
    ck_assert_uint_eq(buffer.length + buffer.room, 0);
}
END_TEST

START_TEST(a_buffer_keeps_its_bytes_as_it_grows)
{
    struct buffer buffer = {0};
    int wrong = 0;

    for (int i = 0; i < 50000; i++) {
        char byte = (char)('a' + i % 26);

        buffer_add(&buffer, &byte, 1);
        wrong += buffer.room <= buffer.length;
    }
    ck_assert_int_eq(wrong, 0);
    ck_assert_uint_eq(strlen(buffer.bytes), 50000);
    for (int i = 0; i < 50000; i++)
        wrong += buffer.bytes[i] != 'a' + i % 26;
    ck_assert_int_eq(wrong, 0);
    buffer_free(&buffer);
}
END_TEST

START_TEST(a_buffer_that_cannot_grow_is_unchanged)
{
    struct buffer buffer = {0};

    ck_assert_int_eq(buffer_try_reserve(&buffer, SIZE_MAX), -1);
    ck_assert_ptr_null(buffer.bytes);
    buffer_add_text(&buffer, "kept");
    ck_assert_int_eq(buffer_try_reserve(&buffer, SIZE_MAX), -1);
    ck_assert_int_eq(buffer_try_reserve(&buffer, SIZE_MAX - 1), -1);
    ck_assert_str_eq(buffer.bytes, "kept");
    ck_assert_int_eq(buffer_try_reserve(&buffer, 1000), 0);
    ck_assert_uint_gt(buffer.room, 1004);
    ck_assert_str_eq(buffer.bytes, "kept");
    buffer_free(&buffer);
}
END_TEST

/* Lengths near the capacity of the buffer. */
START_TEST(a_buffer_prints_texts_of_any_length)
{
    for (int length = 0; length < 70; length++) {
        struct buffer buffer = {0};
        char text[100];

        buffer_add_text(&buffer, "1234567890");
        buffer_print(&buffer, "<%*d>", length, 7);
        snprintf(text, sizeof text, "1234567890<%*d>", length, 7);
        ck_assert_str_eq(buffer.bytes, text);
        ck_assert_uint_eq(buffer.length, strlen(text));
        buffer_free(&buffer);
    }
}
END_TEST

START_TEST(a_buffer_holds_many_texts)
{
    struct buffer buffer = {0};
    size_t first = buffer_put(&buffer, "one", 3), empty = buffer_put(&buffer, "", 0);
    size_t last = buffer_put(&buffer, "three and more", 5);

    ck_assert_uint_eq(first, 0);
    ck_assert_uint_eq(empty, 4);
    ck_assert_uint_eq(last, 5);
    ck_assert_uint_eq(buffer.length, 11);
    ck_assert_mem_eq(buffer.bytes, "one\0\0three\0", 12);
    buffer_free(&buffer);
}
END_TEST

START_TEST(a_copy_has_its_own_memory)
{
    char text[] = "Velmora", *copy = memory_copy(text);

    text[0] = 'W';
    ck_assert_str_eq(copy, "Velmora");
    free(copy);
}
END_TEST

enum { GAVE_UP = 42 };

static void give_up(void)
{
    _exit(GAVE_UP);
}

START_TEST(the_program_ends_with_its_handler)
{
    memory_when_full(give_up);
    memory_full();
}
END_TEST

START_TEST(an_array_ends_the_program_when_memory_is_full)
{
    size_t room = 0;

    memory_when_full(give_up);
    array_grow(NULL, 0, SIZE_MAX / 2, &room, sizeof(long));
}
END_TEST

START_TEST(a_buffer_ends_the_program_when_memory_is_full)
{
    struct buffer buffer = {0};

    memory_when_full(give_up);
    buffer_reserve(&buffer, SIZE_MAX);
}
END_TEST

START_TEST(without_a_handler_the_program_aborts)
{
    memory_full();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("memory");

    tcase_add_test(tests, an_array_keeps_its_items_as_it_grows);
    tcase_add_test(tests, an_array_moves_seldom);
    tcase_add_test(tests, the_first_room_of_an_array_is_exact);
    tcase_add_test(tests, an_array_that_cannot_grow_is_unchanged);
    tcase_add_test(tests, a_buffer_holds_any_bytes_and_ends_with_nul);
    tcase_add_test(tests, a_buffer_keeps_its_bytes_as_it_grows);
    tcase_add_test(tests, a_buffer_that_cannot_grow_is_unchanged);
    tcase_add_test(tests, a_buffer_prints_texts_of_any_length);
    tcase_add_test(tests, a_buffer_holds_many_texts);
    tcase_add_test(tests, a_copy_has_its_own_memory);
    /* without forks, a test that ends the program would end all tests */
    if (!getenv("CK_FORK") || strcmp(getenv("CK_FORK"), "no") != 0) {
        tcase_add_exit_test(tests, the_program_ends_with_its_handler, GAVE_UP);
        tcase_add_exit_test(tests, an_array_ends_the_program_when_memory_is_full, GAVE_UP);
        tcase_add_exit_test(tests, a_buffer_ends_the_program_when_memory_is_full, GAVE_UP);
        tcase_add_test_raise_signal(tests, without_a_handler_the_program_aborts, SIGABRT);
    }
    return run_case("memory", tests);
}
