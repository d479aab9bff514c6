"""Words for passwords and names that are read from paper and typed.

They are short, in lower case, spelt as they sound; none is the beginning of another one.
"""

_WORDS = """
acorn almond amber anchor apple april apron arrow artist aspen autumn badge baker bamboo banana
banjo barley barrel basil basket beach beaver bench berry birch blanket board bonfire border
bottle branch bread breeze brick bridge brook broom bubble bucket button cabin cactus camel
camera candle canoe canyon carpet carrot castle cedar cello cherry chimney cinema circle clay
cliff clock clover coast cobalt coffee comet copper coral corner cotton cradle crayon cricket
crown crystal curtain cushion dahlia daisy dancer desert diamond dinner dolphin donkey dragon
drawer drum eagle earth easel elbow ember emerald engine evening fabric falcon farmer feather
fern ferry fiddle field finger flag flute forest fossil fountain fox frost garden garlic gate
gecko ginger glacier globe goblet gold granite grape grass gravel guitar hammer harbor harvest
hazel hedge helmet heron hill honey hotel hunter igloo indigo island ivory jacket jasmine jelly
jersey jungle juniper kettle kitchen kitten ladder lagoon lake lamp lantern lemon lentil letter
lilac lily linen lion lizard lobster locket lotus magnet mango maple marble market marsh meadow
melon mint mirror mitten monkey moon moss mountain museum mustard napkin needle nest nickel
night nutmeg oasis ocean olive onion opal orange orchid otter oven owl oyster paddle palace
panda paper parcel parrot pasta peanut pearl pebble pelican pencil penguin pepper piano picnic
pigeon pillow pilot pine planet plum pocket pollen pond pony poplar poppy potato prairie prism
puffin pumpkin puzzle quarry quartz quilt rabbit radio radish raft rain raven ribbon river robin
rocket rose ruby saddle saffron salad salmon sand satin saucer school season shadow shell shore
shovel signal silver sketch sofa sparrow spice spider spinach spoon spring square stable station
stone storm summer sunset sunrise table tailor tango teapot temple tennis thunder tiger timber
toast tomato topaz tower trail train trumpet tulip tundra tunnel turtle valley vanilla velvet
village violet violin walnut walrus water willow window winter yellow yogurt zebra zephyr
"""
_COLOURS = """
amber blue bronze copper coral crimson golden green indigo ivory lilac olive orange pink purple
red ruby silver teal violet white yellow
"""
_ANIMALS = """
badger beaver bison camel crane dolphin falcon fox gecko heron ibis koala lemur lion lizard lynx
marten otter owl panda parrot pelican penguin puffin rabbit raven robin seal sparrow swan tiger
toucan turtle walrus weasel wombat zebra
"""

WORDS, COLOURS, ANIMALS = (tuple(text.split()) for text in (_WORDS, _COLOURS, _ANIMALS))
