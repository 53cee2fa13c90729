from tests.office.test_on_postgresql import passes


def test_it(server):
    passes(server, "tests/office/filing/test_steps.py", "tests/office/booking/test_booking.py")
