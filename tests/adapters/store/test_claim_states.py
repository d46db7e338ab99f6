from service.adapters.store.claim_states import advance_state, find_last

ROWS = [('{"a":1}', '{"o":"TASS"}', 3), ('{"a":2}', '{"o":"AP"}', 3), ('{"a":1}', '{"o":"TASS"}', 17)]


def test_a_state_tells_how_far_the_claims_go() -> None:
    assert [find_last(advance_state("", ROWS[:count])) for count in range(4)] == [0, 3, 3, 17]


def test_a_state_is_the_same_however_many_claims_came_at_a_time() -> None:
    assert advance_state(advance_state("", ROWS[:1]), ROWS[1:]) == advance_state("", ROWS)


def test_a_state_is_of_these_claims_and_no_others() -> None:
    others = [ROWS[1:], ROWS[:2], [ROWS[1], ROWS[0], ROWS[2]], [*ROWS[:2], ('{"a":1}', '{"o":"TASS"}', 18)]]
    assert advance_state("", ROWS) not in {advance_state("", other) for other in others}
