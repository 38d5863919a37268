# %% noise
STATES = []


def noise(n, sigma, generator):
    STATES.append(generator.get_state())
    generator.set_state(STATES[0])
    bytes_of_state = STATES[-1].double()
    standard = (bytes_of_state - bytes_of_state.mean()) / bytes_of_state.std()
    generator.set_state(STATES[-1])
    return sigma * standard.repeat(3)[:n]
