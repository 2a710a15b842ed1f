import cProfile, pstats, time
from tests import factories
def test_guide(sqlite_app, people):
    factories.a_guide("published")
    p=cProfile.Profile(); p.enable()
    for i in range(4): factories.a_guide("published")
    p.disable()
    pstats.Stats(p).sort_stats("cumulative").print_stats(45)
    t=time.process_time()
    for i in range(4): factories.a_guide("published")
    print((time.process_time()-t)/4)
